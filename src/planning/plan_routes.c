#include "planning/handlers.h"
#include "planning/routes.h"

#define OBJECT(properties) "{\"type\":\"object\",\"properties\":{" properties "}}"
#define ITEMS(of)          "\"items\":{\"type\":\"array\",\"items\":" of "}"
#define ID(name)           "\"" name "\":{\"type\":[\"string\",\"null\"],\"format\":\"uuid\"}"
#define TEXT(name)         "\"" name "\":{\"type\":[\"string\",\"null\"]}"
#define INT(name)          "\"" name "\":{\"type\":[\"integer\",\"null\"]}"
#define BOOL(name)         "\"" name "\":{\"type\":\"boolean\"}"
#define DATE(name)         "\"" name "\":{\"type\":[\"string\",\"null\"],\"format\":\"date\"}"
#define INSTANT(name)      "\"" name "\":{\"type\":[\"string\",\"null\"],\"format\":\"date-time\"}"
#define IDS(name)          "\"" name "\":{\"type\":\"array\",\"items\":{\"type\":[\"string\",\"null\"]}}"
#define LIST(name, of)     "\"" name "\":{\"type\":\"array\",\"items\":" of "}"
#define DATES              INSTANT("start") "," INSTANT("finish") "," DATE("p50") "," DATE("p80") "," DATE("p95")
#define TERMS              LIST("terms", OBJECT(TEXT("key") "," INT("value") "," TEXT("text")))
#define BLOCK                                                                                                          \
    OBJECT(ID("block") "," ID("member") "," ID("task") "," ID("client") "," ID("project") "," TEXT("title") "," IDS(   \
        "tas"                                                                                                          \
        "ks") "," INSTANT("start") "," INSTANT("end") "," INT("setup_min") "," TEXT("kind") "," TEXT("state") "," BOOL("locked") "," TEXT("source") "," TEXT("why") "," TEXT("now") "," TERMS)
#define GAP                                                                                                            \
    OBJECT(TEXT("kind") "," TEXT("resource") "," ID("id") "," TEXT("title") "," ID("client") "," ID(                   \
        "project") "," TEXT("assumed") "," TEXT("text"))
#define PLAN                                                                                                              \
    OBJECT(                                                                                                               \
        TEXT("hash") "," INSTANT("made") "," INT("seq") "," DATE("from") "," DATE("until") "," BOOL("auto_plan") "," INT( \
            "gaps") "," INT("moved") "," INT("nervousness") "," LIST("findings",                                          \
                                                                     OBJECT(TEXT("key") "," TEXT("text") "," TEXT(        \
                                                                         "resource") "," ID("id") "," ID("client"))))

static const struct route routes[] = {
    {.method = METHOD_GET,
     .pattern = "/api/v1/plan",
     .handle = plan_get,
     .flags = ROUTE_SLOW,
     .summary = "The plan in force: when it was made, what cannot work, how much it moved",
     .response = PLAN},
    {.method = METHOD_GET,
     .pattern = "/api/v1/plan/tasks",
     .handle = plan_tasks_get,
     .flags = ROUTE_SLOW,
     .summary = "Planned dates of tasks",
     .query = "client project task member",
     .response = OBJECT(TEXT("hash") "," ITEMS(OBJECT(ID("task") "," ID("member") "," DATES "," INT(
         "slack_min") "," BOOL("critical") "," BOOL("late") "," INT("score"))))},
    {.method = METHOD_GET,
     .pattern = "/api/v1/plan/agreed",
     .handle = plan_agreed_get,
     .flags = ROUTE_SLOW,
     .summary = "What was agreed: the newest baseline of each project, and when the project ends by the plan in force",
     .query = "project",
     .response = OBJECT(ITEMS(OBJECT(ID("task") "," DATE("start") "," DATE("finish"))) "," LIST(
         "projects", OBJECT(ID("project") "," ID("baseline") "," TEXT("name") "," INSTANT("taken") "," DATE(
                         "finish") "," DATE("now"))))},
    {.method = METHOD_GET,
     .pattern = "/api/v1/plan/blocks",
     .handle = plan_blocks_get,
     .flags = ROUTE_SLOW,
     .summary = "What stands in people's calendars, and why",
     .query = "member from until",
     .response = OBJECT(TEXT("hash") "," ITEMS(BLOCK))},
    {.method = METHOD_GET,
     .pattern = "/api/v1/plan/why",
     .handle = plan_why_get,
     .flags = ROUTE_SLOW | ROUTE_COSTLY,
     .summary = "When a task is done, why not earlier, and what would make it earlier",
     .query = "task",
     .response =
         OBJECT(ID("task") "," DATES "," LIST("reasons", OBJECT(TEXT("key") "," TEXT("text") "," ID("task"))) "," LIST(
             "earlier", OBJECT(TEXT("key") "," TEXT("text") "," LIST(
                            "changes", "{\"type\":\"object\"}") ","
                                                                "\"gain_days\":{\"type\":\"number\"}," DATE(
                                                                    "p80"))) "," LIST("gaps", GAP))},
    {.method = METHOD_GET,
     .pattern = "/api/v1/plan/gaps",
     .handle = plan_gaps_get,
     .flags = ROUTE_SLOW,
     .summary = "What nobody said, so that the plan had to assume it",
     .query = "limit",
     .response = OBJECT(ITEMS(GAP) "," INT("total"))},
    {.method = METHOD_GET,
     .pattern = "/api/v1/plan/input",
     .handle = plan_input_get,
     .flags = ROUTE_SLOW | ROUTE_COSTLY,
     .summary = "The engine's input as bytes (src/plan/wire.h), with foreign work as time that is taken"},
    {.method = METHOD_GET,
     .pattern = "/api/v1/plan/index",
     .handle = plan_index_get,
     .flags = ROUTE_SLOW,
     .summary = "Which rows the arrays of the input are",
     .response = OBJECT(TEXT("hash") "," INSTANT("from") "," INT("quarter_s") "," IDS("days") "," IDS("tasks") "," IDS(
         "people") "," IDS("projects") "," IDS("clients") "," IDS("dependencies"))},
    {.method = METHOD_POST,
     .pattern = "/api/v1/plan/accept",
     .handle = plan_accept_post,
     .flags = ROUTE_WRITE | ROUTE_BODY,
     .summary = "Takes proposals into the calendar, or says yes to that for good",
     .request = OBJECT(INSTANT("from") "," INSTANT("until") "," ID("member") "," BOOL("auto_plan")),
     .response = OBJECT(IDS("blocks"))},
    {.method = METHOD_POST,
     .pattern = "/api/v1/plan/replan",
     .handle = plan_replan_post,
     .flags = ROUTE_SLOW | ROUTE_NO_BATCH | ROUTE_COSTLY,
     .summary = "Plans now",
     .response = PLAN},
    {.method = METHOD_GET,
     .pattern = "/api/v1/today",
     .handle = today_get,
     .flags = ROUTE_SLOW,
     .summary = "One's day: what stands in it, what comes next, what was worked",
     .query = "date",
     .response = OBJECT(DATE("date") "," LIST("blocks", BLOCK) "," LIST(
         "next", OBJECT(ID("task") "," TEXT("title") "," ID("client") "," ID("project") "," DATE("due") "," TEXT(
                     "now"))) ","
                              "\"timer\":{\"anyOf\":[{\"$ref\":\"#entry\"},{\"type\":\"null\"}]}"
                              "," INT("capacity_min") "," INT("planned_min") "," INT("done_min") "," INT(
                                  "logged_min") "," INT("approvals") "," LIST("limits",
                                                                              OBJECT(TEXT("key") "," TEXT("text"))))},
};

const struct route_table plan_routes = {routes, sizeof routes / sizeof *routes};
