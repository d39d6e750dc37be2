#include "time/routes.h"
#include "time/handlers.h"

#define OBJECT(properties) "{\"type\":\"object\",\"properties\":{" properties "}}"
#define ID(name)           "\"" name "\":{\"type\":[\"string\",\"null\"],\"format\":\"uuid\"}"
#define TEXT(name)         "\"" name "\":{\"type\":\"string\"}"
#define INT(name)          "\"" name "\":{\"type\":\"integer\"}"
#define BOOL(name)         "\"" name "\":{\"type\":\"boolean\"}"
#define DATE(name)         "\"" name "\":{\"type\":\"string\",\"format\":\"date\"}"
#define INSTANT(name)      "\"" name "\":{\"type\":\"string\",\"format\":\"date-time\"}"
#define ARRAY(name, items) "\"" name "\":{\"type\":\"array\",\"items\":" items "}"
#define WORK               ID("task") "," ID("project") "," ID("client") "," ID("activity") "," TEXT("note")

#define NULL_TEXT(name)    "\"" name "\":{\"type\":[\"string\",\"null\"]}"
#define BOOKED                                                                                                                                 \
    OBJECT(TEXT("secret") ",\"state\":{\"enum\":[\"booked\",\"cancelled\"]}," TEXT("title") "," TEXT("name") "," INSTANT("start") "," INSTANT( \
        "end") "," TEXT("zone") "," NULL_TEXT("language") ",\"visitor\":" OBJECT(TEXT("name") "," TEXT("email") "," TEXT("note")) "," NULL_TEXT("page"))

static const struct route routes[] = {
    {.method = METHOD_GET,
     .pattern = "/api/v1/timer",
     .handle = timer_get,
     .summary = "The timer that runs; idle: for more than 12 hours, or 6 over a midnight",
     .response = OBJECT("\"entry\":{\"anyOf\":[{\"$ref\":\"#entry\"},{\"type\":\"null\"}]}," BOOL("idle"))},
    {.method = METHOD_POST,
     .pattern = "/api/v1/timer/start",
     .handle = timer_start_post,
     .flags = ROUTE_WRITE | ROUTE_BODY,
     .summary = "Starts the timer; one that runs is stopped first",
     .request = OBJECT(ID("id") "," WORK "," ID("block") "," BOOL("billable") "," INSTANT("start")),
     .response = "#entry"},
    {.method = METHOD_POST,
     .pattern = "/api/v1/timer/stop",
     .handle = timer_stop_post,
     .flags = ROUTE_WRITE,
     .summary = "Stops the timer, now or when it should have been stopped",
     .request = OBJECT(INSTANT("end")),
     .response = "#entry"},
    {.method = METHOD_POST,
     .pattern = "/api/v1/blocks/log",
     .handle = block_log_post,
     .flags = ROUTE_WRITE | ROUTE_BODY,
     .summary =
         "What was planned was done: makes the entry, or one for each task of a batch, and marks the block as done",
     .request = OBJECT(ID("id") "," WORK "," ID("block") "," INSTANT("start") "," INSTANT("end") "," INT(
         "minutes") "," BOOL("billable")),
     .response = "#entry"},
    {.method = METHOD_GET,
     .pattern = "/api/v1/timesheet",
     .handle = timesheet_get,
     .flags = ROUTE_SLOW,
     .summary = "A person's week as a grid, with what may be done with it",
     .query = "member week",
     .response = OBJECT(DATE("week") "," ID("member") "," TEXT("state") "," ID("timesheet") "," ARRAY(
         "days",
         "{\"type\":"
         "\"string\"}") "," ARRAY("rows",
                                  OBJECT(ID("client") "," ID("project") "," ID("task") "," ID("activity") "," BOOL(
                                      "billab"
                                      "le") "," ARRAY("min",
                                                      "{\"type\":\"integer\"}") "," ARRAY("entries",
                                                                                          "{\"type\":\"array\","
                                                                                          "\"items\":{\"type\":"
                                                                                          "\"string\"}"
                                                                                          "}"))) "," ARRAY("totals",
                                                                                                           "{\"type\":"
                                                                                                           "\"integer\""
                                                                                                           "}") "," ARRAY("c"
                                                                                                                          "a"
                                                                                                                          "p"
                                                                                                                          "a"
                                                                                                                          "c"
                                                                                                                          "i"
                                                                                                                          "t"
                                                                                                                          "y",
                                                                                                                          "{"
                                                                                                                          "\"type\":"
                                                                                                                          "\"integer\""
                                                                                                                          "}") "," ARRAY("overlaps",
                                                                                                                                         OBJECT(ID("a") "," ID(
                                                                                                                                             "b"))) "," ARRAY("allowed",
                                                                                                                                                              "{\"type\":\"string\"}"))},
    {.method = METHOD_POST,
     .pattern = "/api/v1/timesheets/submit",
     .handle = timesheet_submit_post,
     .flags = ROUTE_WRITE | ROUTE_BODY,
     .summary = "Hands in one's week: its entries stay as they are from now on",
     .request = OBJECT(DATE("week")),
     .response = "#timesheet"},
    {.method = METHOD_POST,
     .pattern = "/api/v1/timesheets/{id}/approve",
     .handle = timesheet_approve_post,
     .flags = ROUTE_WRITE,
     .least = ROLE_MANAGER,
     .summary = "Approves a week that was handed in; not one's own, but for an owner",
     .response = "#timesheet"},
    {.method = METHOD_POST,
     .pattern = "/api/v1/timesheets/{id}/reject",
     .handle = timesheet_reject_post,
     .flags = ROUTE_WRITE | ROUTE_BODY,
     .least = ROLE_MANAGER,
     .summary = "Gives a week back to its person, with the reason",
     .request = OBJECT(TEXT("note")),
     .response = "#timesheet"},
    {.method = METHOD_POST,
     .pattern = "/api/v1/timesheets/{id}/reopen",
     .handle = timesheet_reopen_post,
     .flags = ROUTE_WRITE,
     .summary = "Opens a week again: one's own while it waits, an approved one by a manager",
     .response = "#timesheet"},
    {.method = METHOD_GET,
     .pattern = "/api/v1/timesheets/waiting",
     .handle = timesheets_waiting_get,
     .least = ROLE_MANAGER,
     .summary = "Weeks that wait for the reader's approval, oldest first",
     .response = OBJECT(ARRAY("items", OBJECT("\"timesheet\":{\"$ref\":\"#timesheet\"}," INT("minutes") "," INT(
                                           "billable_min") "," INT("entries"))))},
    {.method = METHOD_GET,
     .pattern = "/api/v1/entries.csv",
     .handle = entries_csv_get,
     .flags = ROUTE_SLOW | ROUTE_NO_BATCH,
     .summary = "Entries of time as a table, of the days from..until, at most 100,000",
     .query = "from until member client project",
     .response = "{\"type\":\"string\",\"format\":\"binary\"}"},
    {.method = METHOD_POST,
     .pattern = "/api/v1/holidays/add",
     .handle = holidays_add_post,
     .flags = ROUTE_WRITE | ROUTE_BODY,
     .least = ROLE_MANAGER,
     .summary = "Adds the public holidays of a country and year, none twice",
     .request =
         OBJECT("\"country\":{\"enum\":[\"BE\",\"CA\",\"CH\",\"DE\",\"FR\",\"GB\",\"IE\",\"LU\",\"US\"]}," INT("year")),
     .response = OBJECT(INT("added") "," ARRAY("items", "{\"$ref\":\"#holiday\"}"))},
    {.method = METHOD_POST,
     .pattern = "/api/v1/outside_calendars",
     .handle = outside_calendar_post,
     .flags = ROUTE_WRITE | ROUTE_BODY,
     .summary = "Takes the busy times of a calendar outside; its address is not shown again",
     .request = OBJECT(TEXT("name") "," TEXT("url") "," INT("color")),
     .response = "#outside_calendar"},
    {.method = METHOD_POST,
     .pattern = "/api/v1/outside_calendars/{id}/fetch",
     .handle = outside_fetch_post,
     .prepare = outside_fetch_prepare,
     .flags = ROUTE_WRITE | ROUTE_NO_BATCH,
     .summary = "Reads a calendar outside now",
     .response = "#outside_calendar"},
    {.method = METHOD_POST,
     .pattern = "/api/v1/booking_pages/{id}/renew",
     .handle = booking_page_renew_post,
     .flags = ROUTE_WRITE,
     .summary = "Gives a booking page another address; the old one is nobody's from now on",
     .response = "#booking_page"},
    {.method = METHOD_GET,
     .pattern = "/api/v1/public/booking/{token}",
     .handle = booking_offer_get,
     .flags = ROUTE_GUEST | ROUTE_SLOW | ROUTE_NO_BATCH,
     .summary =
         "When somebody can be met: the free starts of a booking page, of the days from..to in its person's zone",
     .query = "from to",
     .response = OBJECT(TEXT("title") "," TEXT("name") "," INT("minutes") "," TEXT("zone") "," NULL_TEXT(
         "language") "," ARRAY("starts", "{\"type\":\"string\",\"format\":\"date-time\"}"))},
    {.method = METHOD_POST,
     .pattern = "/api/v1/public/booking/{token}",
     .handle = booking_book_post,
     .flags = ROUTE_GUEST | ROUTE_WRITE | ROUTE_BODY | ROUTE_NO_BATCH,
     .body_limit = 16384,
     .summary = "Books a free start; 409 where somebody was quicker. The secret is how the visitor comes back to it",
     .request = "{\"type\":\"object\",\"required\":[\"start\",\"name\",\"email\"],\"properties\":{" INSTANT(
         "start") "," TEXT("name") "," TEXT("email") "," TEXT("note") "}}",
     .response = BOOKED},
    {.method = METHOD_GET,
     .pattern = "/api/v1/public/bookings/{secret}",
     .handle = booking_seen_get,
     .flags = ROUTE_GUEST | ROUTE_SLOW | ROUTE_NO_BATCH,
     .summary = "What was booked, for who has its secret",
     .response = BOOKED},
    {.method = METHOD_POST,
     .pattern = "/api/v1/public/bookings/{secret}/cancel",
     .handle = booking_cancel_post,
     .flags = ROUTE_GUEST | ROUTE_WRITE | ROUTE_NO_BATCH,
     .body_limit = 16384,
     .summary = "Cancels what was booked, until it begins",
     .response = BOOKED},
    {.method = METHOD_GET,
     .pattern = "/api/v1/public/bookings/{secret}/calendar.ics",
     .handle = booking_ics_get,
     .flags = ROUTE_GUEST | ROUTE_SLOW | ROUTE_NO_BATCH,
     .summary = "The booking as a calendar file",
     .response = "{\"type\":\"string\",\"format\":\"binary\"}"},
};

const struct route_table time_routes = {routes, sizeof routes / sizeof *routes};
