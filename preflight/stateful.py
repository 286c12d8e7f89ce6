"""Types whose deletion loses something that no deployment brings back."""

# What is lost, by type. Sources: the deletion and recovery page of each service on
# learn.microsoft.com; an entry is here if the service keeps what others wrote into it.
LOST_WITH: dict[str, str] = {
    "azure-native:compute:Disk": "the disk's contents",
    "azure-native:containerregistry:Registry": "images",
    "azure-native:documentdb:DatabaseAccount": "databases",
    "azure-native:eventhub:Namespace": "events not yet read",
    "azure-native:keyvault:Key": "everything the key encrypts",
    "azure-native:keyvault:Vault": "keys, secrets and certificates",
    "azure-native:machinelearningservices:Registry": "shared models and environments",
    "azure-native:machinelearningservices:Workspace": "runs, models and endpoints",
    "azure-native:operationalinsights:Workspace": "logs",
    "azure-native:recoveryservices:Vault": "backups",
    "azure-native:storage:BlobContainer": "blobs",
    "azure-native:storage:FileShare": "files",
    "azure-native:storage:StorageAccount": "blobs, files, queues and tables",
}
