"""The host behind Bastion: it forwards the connections of whoever Entra lets in, and no more."""

from base64 import b64encode
from hashlib import sha256

import pulumi
from pulumi_azure_native import compute, devtestlab, network

from components.access.args import AccessArgs
from components.shared.grants import grant_on
from settings.access import BastionVmSettings
from settings.time_zones import WINDOWS_TIME_ZONES

# Azure wants an account with a password or a key on every Linux machine. This account is nobody's.
_ACCOUNT = "nobodys"
_KEY_TEXT = b"azure-mlops: nobody holds the other half of this key"


def nobodys_key() -> str:
    """Return an SSH public key whose private half nobody has (docs/adr/0013).

    It is the digest of a sentence, and to find the private half of a given public key is what
    Ed25519 makes impossible. A key that was made and thrown away would have to be believed.
    """
    kind, key = b"ssh-ed25519", sha256(_KEY_TEXT).digest()
    parts = b"".join(len(part).to_bytes(4, "big") + part for part in (kind, key))
    return f"{kind.decode()} {b64encode(parts).decode()} {_ACCOUNT}"


def make_jump_host(
    name: str, settings: BastionVmSettings, args: AccessArgs, opts: pulumi.ResourceOptions
) -> "compute.VirtualMachine":
    """Make the host, its sign-in with Entra, its evenings, and the rights to go through it."""
    conventions = args.conventions
    interface = _interface(name, args, opts)
    host = _host(name, settings, args, interface, opts)
    compute.VirtualMachineExtension(
        f"{name}-jump-sign-in",
        vm_extension_name="AADSSHLoginForLinux",
        vm_name=host.name,
        resource_group_name=conventions.resource_group_name,
        location=conventions.location,
        publisher="Microsoft.Azure.ActiveDirectory",
        type="AADSSHLoginForLinux",
        type_handler_version="1.0",
        auto_upgrade_minor_version=True,
        tags=conventions.tags("access"),
        opts=opts,
    )
    if settings.shutdown_at is not None:
        _shut_down_daily(name, settings.shutdown_at, args, host, opts)
    grant_on("jump-host", host.id, args.principals, conventions, name, opts)
    grant_on("jump-interface", interface.id, args.principals, conventions, name, opts)
    return host


def _interface(
    name: str, args: AccessArgs, opts: pulumi.ResourceOptions
) -> network.NetworkInterface:
    conventions = args.conventions
    return network.NetworkInterface(
        f"{name}-jump-nic",
        network_interface_name=conventions.name("nic", "jump"),
        resource_group_name=conventions.resource_group_name,
        location=conventions.location,
        ip_configurations=[
            # Not as Args: those of a subnet add network policies that it does not have.
            {
                "name": "default",
                "subnet": {"id": args.network.subnet_ids["jump"]},
                "private_ip_allocation_method": "Dynamic",
            }
        ],
        enable_ip_forwarding=False,
        tags=conventions.tags("access"),
        opts=opts,
    )


def _host(
    name: str,
    settings: BastionVmSettings,
    args: AccessArgs,
    interface: network.NetworkInterface,
    opts: pulumi.ResourceOptions,
) -> "compute.VirtualMachine":
    conventions = args.conventions
    host_name = conventions.name("vm", "jump")
    return compute.VirtualMachine(
        f"{name}-jump",
        vm_name=host_name,
        resource_group_name=conventions.resource_group_name,
        location=conventions.location,
        # The extension asks Entra with it; it holds no rights.
        identity=compute.VirtualMachineIdentityArgs(
            type=compute.ResourceIdentityType.SYSTEM_ASSIGNED
        ),
        hardware_profile=compute.HardwareProfileArgs(vm_size=settings.vm_size),
        network_profile=compute.NetworkProfileArgs(
            network_interfaces=[
                compute.NetworkInterfaceReferenceArgs(
                    id=interface.id, primary=True, delete_option="Detach"
                )
            ]
        ),
        os_profile=_os_profile(host_name),
        storage_profile=_storage_profile(),
        security_profile=compute.SecurityProfileArgs(
            security_type="TrustedLaunch",
            uefi_settings=compute.UefiSettingsArgs(secure_boot_enabled=True, v_tpm_enabled=True),
            encryption_at_host=settings.encryption_at_host,
        ),
        diagnostics_profile=compute.DiagnosticsProfileArgs(
            boot_diagnostics=compute.BootDiagnosticsArgs(enabled=True)
        ),
        tags=conventions.tags("access"),
        opts=opts,
    )


def _os_profile(host_name: str) -> "compute.OSProfileArgs":
    return compute.OSProfileArgs(
        computer_name=host_name,
        admin_username=_ACCOUNT,
        allow_extension_operations=True,
        linux_configuration=compute.LinuxConfigurationArgs(
            disable_password_authentication=True,
            ssh=compute.SshConfigurationArgs(
                public_keys=[
                    compute.SshPublicKeyArgs(
                        path=f"/home/{_ACCOUNT}/.ssh/authorized_keys", key_data=nobodys_key()
                    )
                ]
            ),
            provision_vm_agent=True,
            # Ubuntu's own unattended upgrades, which catch up after a start. Azure's patching works
            # from 22:00 to 06:00 of the host's time, when it is off
            # (learn.microsoft.com/azure/virtual-machines/automatic-vm-guest-patching).
            patch_settings=compute.LinuxPatchSettingsArgs(
                patch_mode="ImageDefault", assessment_mode="AutomaticByPlatform"
            ),
        ),
    )


def _storage_profile() -> "compute.StorageProfileArgs":
    return compute.StorageProfileArgs(
        image_reference=compute.ImageReferenceArgs(
            publisher="Canonical", offer="ubuntu-24_04-lts", sku="server", version="latest"
        ),
        os_disk=compute.OSDiskArgs(
            create_option="FromImage",
            caching=compute.CachingTypes.READ_WRITE,
            delete_option="Delete",
            managed_disk=compute.ManagedDiskParametersArgs(storage_account_type="StandardSSD_LRS"),
        ),
    )


def _shut_down_daily(
    name: str,
    shutdown_at: str,
    args: AccessArgs,
    host: "compute.VirtualMachine",
    opts: pulumi.ResourceOptions,
) -> None:
    conventions, schedule = args.conventions, args.schedule
    devtestlab.GlobalSchedule(
        f"{name}-jump-shutdown",
        # The only name that Azure takes
        # (learn.microsoft.com/azure/virtual-machines/auto-shutdown-vm).
        name=f"shutdown-computevm-{conventions.name('vm', 'jump')}",
        resource_group_name=conventions.resource_group_name,
        location=conventions.location,
        task_type="ComputeVmShutdownTask",
        status="Enabled",
        daily_recurrence=devtestlab.DayDetailsArgs(time=shutdown_at.replace(":", "")),
        time_zone_id=WINDOWS_TIME_ZONES[schedule.time_zone] if schedule else "UTC",
        notification_settings=devtestlab.NotificationSettingsArgs(
            status="Disabled", time_in_minutes=30
        ),
        target_resource_id=host.id,
        tags=conventions.tags("access"),
        opts=opts,
    )
