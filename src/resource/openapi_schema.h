/* The resources as schemas of OpenAPI 3.1 (JSON Schema 2020-12), from their descriptions. For a resource "task":
 *
 *   task         a row as members get it
 *   task_part    the same with everything optional: rows of a list with `fields`, rows as contacts get them
 *   task_create  what POST takes       task_update  what PATCH takes       task_list  a page
 *
 * Beside the limits, x-see and x-set say from which role on a field is seen and set, x-filter, x-sort and x-search what
 * can be done with it, x-resource what a reference points to. A row's x-scope says whose it is: of all members, of its
 * client (with x-shared contacts see those marked as shared), own, own_or_shared, or of the admins. */
#pragma once
#include "base/json_out.h"
#include "resource/resource.h"

/* The members of #/components/schemas for every resource, into an open object. */
void openapi_schemas_write(struct json *j);
/* {"$ref":"#/components/schemas/<name><end>"} */
void openapi_ref(struct json *j, const char *name, const char *end);
/* JSON Schema as text in which {"$ref":"#task"} stands for {"$ref":"#/components/schemas/task"}; "#task" alone is one.
 */
void openapi_text(struct json *j, const char *schema);
const char *openapi_role(enum role role);
