#include "people/routes.h"
#include "people/handlers.h"

#define SIGNED_IN                                                                                                      \
    "{\"type\":\"object\",\"properties\":{\"csrf\":{\"type\":\"string\"},\"member\":{\"$ref\":\"#member\"}}}"

static const struct route routes[] = {
    {.method = METHOD_GET,
     .pattern = "/api/v1/setup",
     .handle = setup_get,
     .flags = ROUTE_PUBLIC,
     .least = ROLE_NONE,
     .summary = "Whether the workspace waits for its owner",
     .response = "{\"type\":\"object\",\"properties\":{\"needed\":{\"type\":\"boolean\"}}}"},
    {.method = METHOD_POST,
     .pattern = "/api/v1/setup",
     .handle = setup_post,
     .prepare = setup_prepare,
     .flags = ROUTE_PUBLIC | ROUTE_WRITE | ROUTE_BODY | ROUTE_SIGN_IN | ROUTE_NO_BATCH,
     .summary = "Makes the workspace and its owner; works once",
     .request = "{\"type\":\"object\",\"required\":[\"workspace\",\"name\",\"email\",\"password\"],\"properties\":{"
                "\"workspace\":{\"type\":\"string\"},\"name\":{\"type\":\"string\"},\"email\":{\"type\":\"string\"},"
                "\"password\":{\"type\":\"string\"},\"locale\":{\"type\":\"string\"},\"zone\":{\"type\":\"string\"}}}",
     .response = SIGNED_IN},
    {.method = METHOD_POST,
     .pattern = "/api/v1/sign-in",
     .handle = sign_in_post,
     .prepare = sign_in_prepare,
     .flags = ROUTE_PUBLIC | ROUTE_WRITE | ROUTE_BODY | ROUTE_SIGN_IN | ROUTE_NO_BATCH,
     .summary = "Opens a session",
     .request = "{\"type\":\"object\",\"required\":[\"email\",\"password\"],\"properties\":{"
                "\"email\":{\"type\":\"string\"},\"password\":{\"type\":\"string\"}}}",
     .response = SIGNED_IN},
    {.method = METHOD_POST,
     .pattern = "/api/v1/sign-out",
     .handle = sign_out_post,
     .flags = ROUTE_WRITE | ROUTE_NO_BATCH,
     .least = ROLE_PORTAL,
     .summary = "Ends the session"},
    {.method = METHOD_GET,
     .pattern = "/api/v1/me",
     .handle = me_get,
     .least = ROLE_PORTAL,
     .summary = "Who asks, and what they may see",
     .response =
         "{\"type\":\"object\",\"properties\":{\"csrf\":{\"type\":[\"string\",\"null\"]},"
         "\"session\":{\"type\":[\"string\",\"null\"]},"
         "\"member\":{\"$ref\":\"#member\"},\"role\":{\"type\":\"string\"},\"workspace\":{\"$ref\":\"#workspace\"},"
         "\"clients\":{\"type\":[\"array\",\"null\"],\"items\":{\"type\":\"string\"}},"
         "\"seq\":{\"type\":\"integer\"}}}"},
    {.method = METHOD_POST,
     .pattern = "/api/v1/me/password",
     .handle = me_password_post,
     .prepare = me_password_prepare,
     .flags = ROUTE_WRITE | ROUTE_BODY | ROUTE_SIGN_IN | ROUTE_NO_BATCH,
     .summary = "Changes the password; the other sessions end",
     .request = "{\"type\":\"object\",\"required\":[\"old\",\"new\"],\"properties\":{\"old\":{\"type\":\"string\"},"
                "\"new\":{\"type\":\"string\"}}}"},
    {.method = METHOD_POST,
     .pattern = "/api/v1/invites",
     .handle = invites_post,
     .flags = ROUTE_WRITE | ROUTE_BODY | ROUTE_NO_BATCH | ROUTE_SECRET,
     .least = ROLE_ADMIN,
     .summary = "Invites a person; the reply has the link, once",
     .request = "#invite",
     .response = "{\"allOf\":[{\"$ref\":\"#invite\"}],\"properties\":{\"link\":{\"type\":\"string\"}}}"},
    {.method = METHOD_GET,
     .pattern = "/api/v1/invitation",
     .handle = invitation_get,
     .flags = ROUTE_PUBLIC,
     .least = ROLE_NONE,
     .summary = "What an invitation is for",
     .query = "token",
     .response =
         "{\"type\":\"object\",\"properties\":{\"workspace\":{\"type\":\"string\"},\"name\":{\"type\":[\"string\","
         "\"null\"]},\"email\":{\"type\":[\"string\",\"null\"]},\"role\":{\"type\":\"string\"},"
         "\"expires\":{\"type\":\"string\"}}}"},
    {.method = METHOD_POST,
     .pattern = "/api/v1/invitation/accept",
     .handle = invitation_accept,
     .prepare = invitation_prepare,
     .flags = ROUTE_PUBLIC | ROUTE_WRITE | ROUTE_BODY | ROUTE_SIGN_IN | ROUTE_NO_BATCH,
     .summary = "Makes an account from an invitation and signs in",
     .request = "{\"type\":\"object\",\"required\":[\"token\",\"name\",\"password\"],\"properties\":{"
                "\"token\":{\"type\":\"string\"},\"name\":{\"type\":\"string\"},\"email\":{\"type\":\"string\"},"
                "\"password\":{\"type\":\"string\"},\"locale\":{\"type\":\"string\"},\"zone\":{\"type\":\"string\"}}}",
     .response = SIGNED_IN},
    {.method = METHOD_POST,
     .pattern = "/api/v1/tokens",
     .handle = tokens_post,
     .flags = ROUTE_WRITE | ROUTE_BODY | ROUTE_NO_BATCH | ROUTE_SECRET,
     .summary = "Makes a token for a program; the reply has it, once",
     .request = "#token",
     .response = "{\"allOf\":[{\"$ref\":\"#token\"}],\"properties\":{\"token\":{\"type\":\"string\"}}}"},
};

const struct route_table people_routes = {routes, sizeof routes / sizeof *routes};
