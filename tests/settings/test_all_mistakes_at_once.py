"""Every mistake beside every other, and none because of another."""

import re

import pytest

from settings.withheld import Withheld, WithheldError, unless_withheld, withhold
from tests.settings.samples import (
    MINIMAL,
    NETWORK_ID,
    dotted,
    leaves,
    lines,
    merged,
    mistakes,
    models,
    replaced,
    settings,
    stack,
    stack_files,
)

STACKS = list(stack_files())


def test_six_mistakes_of_six_kinds_are_six_lines():
    changes = {
        "enviroment": "dev",
        "location": "westeurope",
        "tags": {"owner": 7},
        "network": {"virtual_network": {"address_space": "10.40.0.0/26"}},
        "serving": {"user_pool": {"min_nodes": 12}, "kubernetes_version": "v1.36"},
    }
    assert [line.split(";")[0].split(" (")[0] for line in mistakes(changes)] == [
        "tags.owner: must be text, got 7",
        "serving.kubernetes_version: is not spelt as AKS spells a version, got 'v1.36'",
        "enviroment: unknown setting",
        "location: is outside the regions data may be kept in, got 'westeurope'",
        "network.virtual_network.address_space: is too small for its subnets",
        "serving.user_pool.max_nodes: must be >= min_nodes",
    ]


def other_type(value):
    """Return a value of a type that is wrong wherever `value` is right."""
    return {"wrong": True} if isinstance(value, (str, list)) else ["wrong"]


@pytest.mark.parametrize("name", STACKS)
def test_a_wrong_value_anywhere_is_told_once_and_nothing_is_concluded_from_it(name):
    data = stack(name)
    for way in leaves(data):
        value = data
        for key in way:
            value = value[key]
        told = lines(replaced(data, way, other_type(value)))
        assert [line.partition(": ")[0] for line in told] == [dotted(way)], told


# A misspelt one of these turns a section into its other form, which has other settings.
TELL_FORMS = {"id", "repository", "issuer", "private_endpoint", "service_tag", "fqdn"}
KEYS = {name for model in models() for name in model.model_fields} - TELL_FORMS


def ways_to_keys(data, way=()):
    """Yield the way to every key that a setting has; names that a person chose are none."""
    for key, value in data.items() if isinstance(data, dict) else ():
        if key in KEYS:
            yield (*way, key)
        yield from ways_to_keys(value, (*way, key))


@pytest.mark.parametrize("name", STACKS)
def test_a_misspelt_key_anywhere_is_told_once_with_the_right_one(name):
    data = stack(name)
    for *parents, key in ways_to_keys(data):
        holder = data
        for parent in parents:
            holder = holder[parent]
        renamed = {f"{k}s" if k == key else k: value for k, value in holder.items()}
        broken = replaced(data, tuple(parents), renamed) if parents else renamed
        path = dotted((*parents, f"{key}s"))
        assert lines(broken) == [f"{path}: unknown setting; did you mean {key}?"]


def test_mistakes_in_a_section_do_not_hide_its_contradictions():
    changes = {"serving": {"user_pool": {"min_nodes": 9, "max_nodes": 3, "spott": True}}}
    assert mistakes(changes) == [
        "serving.user_pool.spott: unknown setting; did you mean spot?",
        "serving.user_pool.max_nodes: must be >= min_nodes (9), got 3; raise it",
    ]


def test_a_wrong_pool_does_not_hide_a_contradiction_in_another():
    changes = {
        "serving": {
            "user_pool": {"max_nodes": "ten"},
            "gpu_pool": {"min_nodes": 3, "max_nodes": 1},
            "services": {"a": {"traffic": {"x": "all"}}, "b": {"traffic": {"x": 99}}},
        }
    }
    assert [line.partition(":")[0] for line in mistakes(changes)] == [
        "serving.user_pool.max_nodes",
        "serving.services.a.traffic.x",
        "serving.gpu_pool.max_nodes",
        "serving.services.b.traffic",
    ]


def test_a_wrong_range_does_not_hide_the_overlap_of_two_others():
    changes = {
        "network": {"allowed_callers": ["172.16.4.0/24"]},
        "serving": {"pod_range": "10.244.0.0"},
    }
    assert [line.partition(",")[0] for line in mistakes(changes)] == [
        "serving.pod_range: is not an IPv4 range",
        "serving.service_range: overlaps network.allowed_callers[0] (172.16.4.0/24)",
    ]


def test_a_wrong_item_withholds_its_list_and_every_wrong_item_is_told():
    changes = {"data_stores": {"registry": {"replicas": ["nowhere", "westeurope", 5, "eastus2"]}}}
    assert [line.partition(":")[0] for line in mistakes(changes)] == [
        "data_stores.registry.replicas[0]",
        "data_stores.registry.replicas[2]",
    ]


def test_a_wrong_entry_counts_as_given():
    ids = {"nodes": "x", "endpoints": "y", "api-server": "z"}
    data = {**MINIMAL, "network": {"virtual_network": {"id": NETWORK_ID, "subnet_ids": ids}}}
    assert [line.partition(": is")[0] for line in lines(data)] == [
        "network.virtual_network.subnet_ids.nodes",
        "network.virtual_network.subnet_ids.endpoints",
        "network.virtual_network.subnet_ids.api-server",
    ]


def test_a_mistake_that_shows_only_once_others_are_mended_is_told_too():
    pipeline = {"repository": "contoso/models", "environment": "prod"}
    changes = {
        "environment": "PROD",
        "identity": {"release_pipelines": {"one": pipeline, "two": pipeline}},
    }
    assert [line.partition(":")[0] for line in mistakes(changes)] == [
        "environment",
        "identity.release_pipelines",
    ]


def test_a_mistake_of_a_whole_section_is_not_concluded_from_a_part_that_was_refused():
    pipeline = {"repository": "contoso/models", "environment": "prod"}
    changes = {
        "identity": {"release_pipelines": {"one": pipeline, "two": pipeline, "three": {"x": 1}}}
    }
    assert {line.split(".")[2][:5] for line in mistakes(changes)} == {"three"}


@pytest.mark.parametrize(
    ("network", "expected"),
    [
        (
            {"ids": NETWORK_ID, "subnet_ids": {}},
            [
                "ids: unknown setting; did you mean id?",
                "subnet_ids: unknown setting; set id beside it, or remove it",
            ],
        ),
        (
            {"subnet_ids": {}},
            ["subnet_ids: unknown setting; set id beside it, or remove it"],
        ),
        (
            {"id": NETWORK_ID, "pinned_subnets": {}},
            [
                "subnet_ids: is required; set it",
                "pinned_subnets: unknown setting; remove it; it does not go with id and subnet_ids",
            ],
        ),
        (
            {"id": NETWORK_ID, "subnetz": {}},
            ["subnetz: unknown setting; did you mean subnet_ids?"],
        ),
    ],
)
def test_a_mistake_in_one_form_of_a_section_is_told_of_that_form_alone(network, expected):
    told = lines({**MINIMAL, "network": {"virtual_network": network}})
    assert told == [f"network.virtual_network.{line}" for line in expected]


def test_a_key_of_the_other_pipeline_form_is_told_what_goes_with_it():
    pipeline = {"issuer": "https://example.com", "subject": "x", "environment": "prod"}
    assert mistakes({"identity": {"release_pipelines": {"one": pipeline}}}) == [
        "identity.release_pipelines.one.environment: unknown setting; set repository beside it, "
        "or remove it"
    ]


def test_a_check_ends_where_it_looks_at_a_refused_value():
    given = withhold(settings(), [("serving", "user_pool", "max_nodes"), ("tags",)])

    def check(looked_at):
        yield "first"
        yield looked_at.serving.user_pool.max_nodes + 1

    assert list(unless_withheld(check, given)) == ["first"]
    with pytest.raises(WithheldError):
        bool(given.tags.owner)
    assert given.serving.user_pool.min_nodes == 1


def test_a_check_that_hands_a_refused_value_to_c_ends_there_too():
    services = {"serving": {"services": {"churn": {}}}, "allowed_locations": ["eastus2"]}
    place = ("serving", "services", "churn", "traffic", "stable")
    given = withhold(settings(services), [place])

    def check(looked_at):
        yield "first"
        yield re.match("x", looked_at.serving.services["churn"].traffic["stable"])

    assert list(unless_withheld(check, given)) == ["first"]


def test_a_check_that_is_wrong_itself_says_so():
    def check(looked_at):
        yield re.match("x", looked_at.name_generation)

    with pytest.raises(TypeError):
        list(unless_withheld(check, settings()))


@pytest.mark.parametrize(
    "use",
    [
        bool, str, repr, len, iter, hash, "{}".format,
        lambda value: value == 1, lambda value: value != 1, lambda value: value < 1,
        lambda value: value in ("a", "b"), lambda value: sum([value]), lambda value: 1 - value,
        lambda value: value.name, lambda value: hasattr(value, "id"), lambda value: "a" in value,
        lambda value: value[0], lambda value: range(value), lambda value: {value},
    ],
)  # fmt: skip
def test_no_use_of_a_withheld_value_goes_unnoticed(use):
    with pytest.raises(WithheldError):
        use(Withheld())


def test_what_lies_below_a_refused_section_is_withheld_with_it():
    given = withhold(
        settings(merged({}, {"allowed_locations": ["eastus2"]})),
        [("serving", "gpu_pool", "spot"), ("serving",), ("allowed_locations", 0)],
    )
    assert isinstance(given.serving, Withheld)
    assert isinstance(given.allowed_locations[0], Withheld)
    below_nothing = withhold(settings(), [("serving", "gpu_pool", "spot")])
    assert isinstance(below_nothing.serving.gpu_pool, Withheld)
