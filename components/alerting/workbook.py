"""The page that opens with the questions people ask: jobs, models, cost."""

import json
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID, uuid5

import pulumi
from pulumi_azure_native import applicationinsights

from components.shared.conventions import Conventions
from components.shared.slo import ACCURACY_METRIC, budget_minutes, objectives
from settings.slo import SloSettings

# Never change it: the workbook's name hangs on it.
_NAMESPACE = UUID("0f4f5b0c-6c0e-4c77-9d86-3f0a6a1f2c55")


@dataclass(frozen=True)
class Question:
    """A question and the query that answers it."""

    chapter: Literal["Jobs", "Models", "Cost"]
    text: str
    query: str
    chart: Literal["table", "timechart", "barchart"]


QUESTIONS: tuple[Question, ...] = (
    Question(
        "Jobs",
        "How many training runs finish?",
        """\
AmlRunStatusChangedEvent
| where Status in ("Completed", "Failed", "Canceled")
| summarize Runs = dcount(RunId) by Status, bin(TimeGenerated, 1d)""",
        "barchart",
    ),
    Question(
        "Jobs",
        "Which jobs failed, and why?",
        """\
AmlComputeJobEvent
| where isnotempty(JobErrorMessage)
| summarize arg_max(TimeGenerated, JobErrorMessage, ClusterName) by JobName
| order by TimeGenerated desc""",
        "table",
    ),
    Question(
        "Jobs",
        "Do jobs wait for nodes?",
        """\
AmlComputeClusterEvent
| summarize Nodes = max(CurrentNodeCount), Wanted = max(TargetNodeCount)
    by ClusterName, bin(TimeGenerated, 15m)""",
        "timechart",
    ),
    Question(
        "Models",
        "How fast do services answer?",
        """\
AppRequests
| summarize P50 = percentile(DurationMs, 50), P95 = percentile(DurationMs, 95),
    P99 = percentile(DurationMs, 99) by bin(TimeGenerated, 15m)""",
        "timechart",
    ),
    Question(
        "Models",
        "How much is asked of each version, and how much fails?",
        """\
AppRequests
| summarize Requests = sum(ItemCount), Failed = sumif(ItemCount, Success == false),
    P95Ms = percentile(DurationMs, 95) by AppRoleName, AppVersion
| extend FailedPercent = round(100.0 * Failed / Requests, 2)""",
        "table",
    ),
    Question(
        "Models",
        "How right are models, and how far has their data moved?",
        f"""\
AppMetrics
| where Name startswith "model_"
| extend Model = tostring(Properties.model)
| summarize Value = sum(Sum) / sum(ItemCount) by Model, Name, bin(TimeGenerated, 1d)
| order by Name == "{ACCURACY_METRIC}" desc""",
        "table",
    ),
    Question(
        "Cost",
        "Which training clusters have nodes, and for how long?",
        """\
AmlComputeClusterEvent
| summarize Nodes = max(CurrentNodeCount), Idle = max(IdleNodeCount)
    by ClusterName, VmSize, bin(TimeGenerated, 1h)
| summarize NodeHours = sum(Nodes), IdleHours = sum(Idle) by ClusterName, VmSize""",
        "table",
    ),
    Question(
        "Cost",
        "Which logs cost most?",
        """\
Usage
| where IsBillable == true
| summarize Gb = round(sum(Quantity) / 1000, 2) by DataType
| order by Gb desc""",
        "barchart",
    ),
)


def make_workbook(
    name: str,
    slo: SloSettings,
    application_log_id: pulumi.Input[str],
    conventions: Conventions,
    opts: pulumi.ResourceOptions,
) -> applicationinsights.Workbook:
    """Make the workbook on the application workspace."""
    log_id = pulumi.Output.from_input(application_log_id)
    return applicationinsights.Workbook(
        name,
        # Azure wants a GUID: the same in every run, another in every stack.
        resource_name_=str(uuid5(_NAMESPACE, f"{conventions.resource_group_id()}/operations")),
        resource_group_name=conventions.resource_group_name,
        location=conventions.location,
        kind=applicationinsights.WorkbookSharedTypeKind.SHARED,
        category="workbook",
        display_name=f"{conventions.workload} {conventions.environment}: jobs, models, cost",
        description="Generated: changes by hand are lost with the next deployment.",
        version="Notebook/1.0",
        # Azure answers with it in lower case, and would see a change in every run.
        source_id=log_id.apply(str.lower),
        serialized_data=log_id.apply(lambda log: json.dumps(_document(slo, log), sort_keys=True)),
        tags=conventions.tags("alerting"),
        opts=opts,
    )


def _document(slo: SloSettings, log_id: str) -> dict[str, Any]:
    items: list[dict[str, Any]] = [_text("promises", _promises(slo)), _days()]
    chapter = ""
    for number, question in enumerate(QUESTIONS):
        if question.chapter != chapter:
            chapter = question.chapter
            items.append(_text(chapter.lower(), f"## {chapter}"))
        items.append(
            {
                "type": 3,
                "name": f"question-{number}",
                "content": {
                    "version": "KqlItem/1.0",
                    "title": question.text,
                    "query": question.query,
                    "size": 0,
                    "timeContextFromParameter": "Days",
                    "queryType": 0,
                    "resourceType": "microsoft.operationalinsights/workspaces",
                    "crossComponentResources": [log_id],
                    "visualization": question.chart,
                },
            }
        )
    return {"version": "Notebook/1.0", "items": items, "fallbackResourceIds": [log_id]}


def _text(name: str, markdown: str) -> dict[str, Any]:
    return {"type": 1, "name": name, "content": {"json": markdown}}


def _promises(slo: SloSettings) -> str:
    rows = "\n".join(
        f"| {one.promise} | {one.value:g} {one.unit} | {one.kept_by} |" for one in objectives(slo)
    )
    budget = budget_minutes(slo.availability_percent)
    return (
        f"## What is promised\n\n| promise | limit | kept by |\n| --- | --- | --- |\n{rows}\n\n"
        f"{slo.availability_percent:g} % leaves {budget:g} minutes of 30 days for failing."
    )


def _days() -> dict[str, Any]:
    day_ms = 86_400_000
    return {
        "type": 9,
        "name": "days",
        "content": {
            "version": "KqlParameterItem/1.0",
            "style": "pills",
            "parameters": [
                {
                    "version": "KqlParameterItem/1.0",
                    "name": "Days",
                    "type": 4,
                    "isRequired": True,
                    "value": {"durationMs": 7 * day_ms},
                    "typeSettings": {
                        "selectableValues": [{"durationMs": days * day_ms} for days in (1, 7, 30)]
                    },
                }
            ],
        },
    }
