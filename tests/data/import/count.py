#!/usr/bin/env python3
"""What the sample files hold, counted with Python's own readers: the numbers of tests/unit/test_exchange_sources.c and of
tests/api/import.test.js. Prints JSON."""
import collections
import csv
import datetime
import json
import os
import re

HERE = os.path.dirname(os.path.abspath(__file__))


def clickup():
    with open(f"{HERE}/clickup-workspace.csv", newline="", encoding="utf-8") as f:
        rows = list(csv.DictReader(f))
    tasks = {}
    for row in rows:
        tasks.setdefault(row["Task ID"], row)
    tasks = list(tasks.values())
    ids = {t["Task ID"] for t in tasks}

    def split(cell):
        return [x for x in cell.strip("[]").split(",") if x]

    def timed(t):
        text = t["Due Date Text"]
        return bool(text) and datetime.datetime.strptime(re.sub(r" GMT.*", "", text), "%m/%d/%Y, %I:%M:%S %p").time() != datetime.time(4)

    lists = [json.loads(t["Checklists"]) for t in tasks if t["Checklists"]]
    comments = [c for t in tasks for c in json.loads(t["Comments"])]
    return {
        "rows": len(rows),
        "tasks": len(tasks),
        "clients": len({r["Space Name"] for r in rows}),
        "projects": len({(r["Space Name"], r["Folder Name/Path"]) for r in rows}),
        "lists": len({(r["Space Name"], r["Folder Name/Path"], r["List Name"]) for r in rows}),
        "children": sum(t["Parent ID"] in ids for t in tasks),
        "orphans": sum(t["Parent ID"] not in ids and t["Parent ID"] not in ("", "null") for t in tasks),
        "milestones": sum(t["Task Type"] == "Milestone" for t in tasks),
        "tags": sum(len(split(t["Tags"])) for t in tasks),
        "assigned": sum(len(split(t["Assignees"])) for t in tasks),
        "due": sum(t["Due Date"] != "" for t in tasks),
        "timed": sum(timed(t) for t in tasks),
        "checklists": sum(len(c) for c in lists),
        "items": sum(len(i) for c in lists for i in c.values()),
        "spent": sum(t["Time Spent"] != "" for t in tasks),
        "estimated": sum(t["Time Estimated"] != "" for t in tasks),
        "comments": len(comments),
        "attachments": sum(len(json.loads(t["Attachments"])) for t in tasks),
        "people": len({n for t in tasks for n in split(t["Assignees"])}),
        "titles": dict(collections.Counter(t["Task Name"] for t in tasks)),
    }


def trello():
    with open(f"{HERE}/trello-board.json", encoding="utf-8") as f:
        board = json.load(f)
    return {
        "tasks": len(board["cards"]),
        "lists": len(board["lists"]),
        "fields": len(board["customFields"]),
        "values": sum(len(c["customFieldItems"]) for c in board["cards"]),
        "people": len(board["members"]),
    }


def jira():
    with open(f"{HERE}/jira.csv", newline="", encoding="utf-8") as f:
        rows = list(csv.DictReader(f))
    return {"tasks": len(rows), "projects": len({r["Project key"] for r in rows}), "keys": [r["Issue key"] for r in rows]}


print(json.dumps({"clickup": clickup(), "trello": trello(), "jira": jira()}, ensure_ascii=False))
