"""A secret is shown nowhere, wherever it was put."""

import json
import traceback

import pytest

from settings.platform import PlatformSettings
from settings.problems import SettingsError
from settings.read import read
from settings.secret import UNDISCLOSED
from tests.settings.samples import MINIMAL, load, merged, mistakes, settings

CANARY = "https://prod-7.westeurope.logic.azure.com/workflows/CANARY?sig=CANARY-5f0e9c7a1b3d"

RIGHT = {"alerting": {"chat_url": CANARY}}
PLACES = {
    "right key, wrong form": {"alerting": {"chat_url": CANARY.replace("https", "http")}},
    "right key, as a list": {"alerting": {"chat_url": [CANARY]}},
    "right key, as a section": {"alerting": {"chat_url": {"secure": CANARY}}},
    "right key, as a name": {"alerting": {"chat_url": {CANARY: "x"}}},
    "misspelt key": {"alerting": {"chat_ulr": CANARY}},
    "misspelt key, nested": {"alerting": {"chat": {"url": {"is": [CANARY]}}}},
    "under an unknown section": {"alertingg": {"chat_url": CANARY}},
    "as a key": {"alerting": {CANARY: "x"}},
    "as a key at the top": {CANARY: "x"},
    "a number's place": {"budget": {"monthly_usd": CANARY, "recipients": ["a@example.com"]}},
    "a switch's place": {"network": {"private_endpoints": CANARY}},
    "a list's place": {"alerting": {"emails": CANARY}},
    "a section's place": {"alerting": CANARY},
    "a mapping's place": {"serving": {"services": CANARY}},
    "a mapping's name": {"serving": {"services": {CANARY: {}}}},
    "a mapping's name, wrong below": {"serving": {"services": {CANARY: {"traffic": 1}}}},
    "a mapping's entry": {"serving": {"services": {"churn": CANARY}}},
    "a pipeline's name": {"identity": {"release_pipelines": {CANARY: {"repository": "a/b"}}}},
    "a zone's name": {"network": {"private_dns": {"zone_ids": {CANARY: 1}}}},
    "another text's place": {"tags": {"owner": CANARY}},
    "another list": {"alerting": {"emails": ["a@example.com", CANARY]}},
    "a choice's place": {"tier": CANARY},
    "an id's place": {"data_stores": {"key_vault": {"id": CANARY}}},
    "a range's place": {"network": {"allowed_callers": [CANARY]}},
    "everything": CANARY,
}


def everything_about(error: BaseException) -> str:
    """Return all that a handler, a log or a crash report could print of an error."""
    texts = []
    seen: list[BaseException] = []
    todo: list[BaseException | None] = [error]
    while todo:
        one = todo.pop()
        if one is None or one in seen:
            continue
        seen.append(one)
        texts += [str(one), repr(one), repr(one.args), repr(vars(one))]
        texts += traceback.format_exception(one)
        todo += [one.__cause__, one.__context__]
    return "\n".join(texts)


@pytest.mark.parametrize("changes", PLACES.values(), ids=PLACES)
def test_a_secret_in_a_wrong_place_is_not_told(changes):
    with pytest.raises(SettingsError) as caught:
        load(merged(MINIMAL, changes))
    told = everything_about(caught.value)
    assert "CANARY" not in told
    assert "5f0e9c7a1b3d" not in told


@pytest.mark.parametrize("text", [f'"{CANARY}', f'{{"a": "{CANARY}', CANARY, f'["{CANARY}"]'])
def test_a_secret_in_what_is_no_mapping_is_not_told(text):
    with pytest.raises(SettingsError) as caught:
        read(text, PlatformSettings)
    assert "CANARY" not in everything_about(caught.value)


def test_a_secret_in_its_place_is_not_told_beside_other_mistakes():
    with pytest.raises(SettingsError) as caught:
        load(merged(MINIMAL, RIGHT | {"location": "nowhere"}))
    assert "CANARY" not in everything_about(caught.value)


def test_settings_hold_the_secret_and_do_not_show_it():
    loaded = settings(RIGHT)
    assert loaded.alerting.chat_url is not None
    assert loaded.alerting.chat_url.get_secret_value() == CANARY
    shown = [repr(loaded), str(loaded), repr(loaded.model_dump()), loaded.model_dump_json()]
    assert not [text for text in shown if "CANARY" in text]


def test_the_error_itself_can_be_handed_on():
    with pytest.raises(SettingsError) as caught:
        load(merged(MINIMAL, PLACES["misspelt key"]))
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None
    assert caught.value.source == "Pulumi.test.yaml"


def test_the_marker_of_an_offline_plan_is_taken_where_a_secret_belongs():
    loaded = settings({"alerting": {"chat_url": UNDISCLOSED}})
    assert loaded.alerting.chat_url is not None
    assert loaded.alerting.chat_url.get_secret_value() == UNDISCLOSED


def test_the_marker_is_no_password_to_other_settings():
    told = mistakes({"identity": {"groups": {"viewers": UNDISCLOSED}}})
    assert told[0].startswith("identity.groups.viewers: is not a GUID")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("https://hooks.slack.com/services/T0/B0/c3VwZXI", "got 'https://hooks.slack.com...';"),
        ("https://user:c3VwZXI@example.com", "got 'https://user...';"),
        ("0123456789abcdef0123456789ABCDEF", "got text of 32 characters;"),
        ("c3VwZXItc2VjcmV0LWtleQ" * 2, "got text of 44 characters;"),
        ("AccountName=x;AccountKey=c3VwZXI", "got text of 32 characters;"),
        ("see https://example.com", "got text of 23 characters;"),
        ("ML team", "got 'ML team';"),
    ],
)
def test_of_what_looks_like_a_key_only_so_much_is_told_that_its_author_knows_it(text, told):
    assert told in mistakes({"tags": {"owner": text}})[0]


def test_a_short_name_is_told_so_that_its_author_finds_it():
    told = mistakes({"serving": {"services": {"My_Model": {}}}, "hobbies": 1})
    assert [line.partition(":")[0] for line in told] == ["serving.services.My_Model", "hobbies"]


def test_a_long_unknown_name_is_told_by_its_length_only():
    assert mistakes({"x" * 40: 1})[0].startswith("<a name of 40 characters>: unknown setting")


def test_a_long_name_that_is_right_is_told_in_full():
    name = "a" * 40
    told = mistakes(
        {"identity": {"release_pipelines": {name: {"repository": "x", "environment": "y"}}}}
    )
    assert told[0].startswith(f"identity.release_pipelines.{name}.repository: ")


def test_what_is_told_of_a_long_value_stays_short():
    told = mistakes({"tags": {"owner": "x " * 2500}})
    assert len(told[0]) < 200
    assert "(5000 characters)" in told[0]


def test_no_file_is_needed_to_tell_the_mistakes():
    with pytest.raises(SettingsError) as caught:
        read(json.dumps({**MINIMAL, "tier": 1}), PlatformSettings)
    assert str(caught.value).startswith("1 setting to mend:\n  tier: ")
