#include "api/registry.h"
#include "clients/clients.h"
#include "exchange/import_resource.h"
#include "people/people.h"
#include "planning/planning.h"
#include "time/time.h"
#include "work/work.h"

static const struct resource *const all[] = {
    &workspace_resource,
    &member_resource,
    &activity_resource,
    &custom_field_resource,
    &client_resource,
    &contact_resource,
    &access_resource,
    &invite_resource,
    &session_resource,
    &token_resource,
    &project_resource,
    &status_resource,
    &list_resource,
    &task_resource,
    &dependency_resource,
    &comment_resource,
    &attachment_resource,
    &template_resource,
    &view_resource,
    &import_resource,
    &working_hours_resource,
    &holiday_resource,
    &time_off_resource,
    &overtime_resource,
    &routine_resource,
    &block_resource,
    &entry_resource,
    &timesheet_resource,
    &outside_calendar_resource,
    &booking_page_resource,
    &booking_resource,
    &plan_resource,
    &skill_resource,
    &equipment_resource,
    &allocation_resource,
    &baseline_resource,
    &scenario_resource,
};

void registry_start(void)
{
    resource_register_all(all, sizeof all / sizeof *all);
}
