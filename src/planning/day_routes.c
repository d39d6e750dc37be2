#include "planning/days.h"
#include "planning/routes.h"
#include "planning/wellbeing.h"

#define OBJECT(properties) "{\"type\":\"object\",\"properties\":{" properties "}}"
#define LIST(name, of)     "\"" name "\":{\"type\":\"array\",\"items\":" of "}"
#define ID(name)           "\"" name "\":{\"type\":[\"string\",\"null\"],\"format\":\"uuid\"}"
#define TEXT(name)         "\"" name "\":{\"type\":[\"string\",\"null\"]}"
#define INT(name)          "\"" name "\":{\"type\":\"integer\"}"
#define BOOL(name)         "\"" name "\":{\"type\":\"boolean\"}"
#define DATE(name)         "\"" name "\":{\"type\":[\"string\",\"null\"],\"format\":\"date\"}"
#define INSTANT(name)      "\"" name "\":{\"type\":[\"string\",\"null\"],\"format\":\"date-time\"}"
#define TEXTS(name)        LIST(name, "{\"type\":\"string\"}")
#define WHAT               ID("task") "," ID("client") "," ID("project") "," TEXT("title") "," INT("worked_min") "," BOOL("finished")
#define ITEM                                                                                                           \
    OBJECT(WHAT "," ID("block") "," TEXT("kind") "," TEXT("source") "," INSTANT("start") "," INT(                      \
        "planned_min") "," TEXT("state"))
#define SUMS INT("planned_min") "," INT("as_planned_min") "," INT("unplanned_min") "," INT("worked_min")
#define DAY                                                                                                            \
    OBJECT(DATE("date") "," INSTANT("kept") "," BOOL("late") "," SUMS "," LIST("items", ITEM) "," LIST("unplanned",    \
                                                                                                       OBJECT(WHAT)))
#define NOTE                                                                                                           \
    OBJECT(TEXT("kind") "," TEXT("text") "," TEXTS("why") "," TEXT("help") "," DATE("managers_from") "," BOOL(         \
        "managers_see") "," DATE("hidden_until"))
#define WEEK                                                                                                           \
    OBJECT(DATE("week") "," INT("capacity_min") "," INT("worked_min") "," INT("planned_min") "," INT(                  \
        "after_hours_min") "," TEXTS("counts"))

static const struct route routes[] = {
    {.method = METHOD_GET,
     .pattern = "/api/v1/days",
     .handle = days_get,
     .flags = ROUTE_SLOW,
     .summary = "Days of a person: the list as it was kept when the day began, and what was done",
     .query = "member from until",
     .response = OBJECT(ID("member") "," LIST("items", DAY))},
    {.method = METHOD_GET,
     .pattern = "/api/v1/wellbeing",
     .handle = wellbeing_get,
     .flags = ROUTE_SLOW,
     .summary = "One's own after-hours work and lasting overload",
     .response = OBJECT(LIST("notes", NOTE) "," LIST("weeks", WEEK))},
    {.method = METHOD_POST,
     .pattern = "/api/v1/wellbeing/hide",
     .handle = wellbeing_hide_post,
     .flags = ROUTE_WRITE | ROUTE_BODY,
     .summary = "Puts a note about oneself aside for a week",
     .request = OBJECT(TEXT("kind")),
     .response = OBJECT(TEXT("kind") "," DATE("hidden_until"))},
};

const struct route_table day_routes = {routes, sizeof routes / sizeof *routes};
