#include "clients/routes.h"
#include "clients/portfolio.h"

static int portfolio_get(struct op *op, struct request *req, struct reply *reply)
{
    (void)req;
    struct json j = reply_json(reply);
    return portfolio_write(op, &j);
}

static const struct route routes[] = {
    {.method = METHOD_GET,
     .pattern = "/api/v1/portfolio",
     .handle = portfolio_get,
     .summary = "All clients with their health and its reasons",
     .response =
         "{\"type\":\"object\",\"properties\":{\"items\":{\"type\":\"array\",\"items\":{\"allOf\":[{\"$ref\":"
         "\"#client\"}],\"properties\":{\"health\":{\"enum\":[\"on_track\",\"at_risk\",\"late\",\"quiet\"]},"
         "\"reasons\":{\"type\":\"array\",\"items\":{\"type\":\"object\",\"properties\":{\"key\":{\"type\":"
         "\"string\"},\"args\":{\"type\":\"object\"},\"text\":{\"type\":\"string\"}}}},"
         "\"progress\":{\"type\":\"object\",\"properties\":{\"done\":{\"type\":\"integer\"},\"total\":{\"type\":"
         "\"integer\"}}},\"overdue\":{\"type\":\"integer\"},\"projects\":{\"type\":\"integer\"},"
         "\"open\":{\"type\":\"integer\"},\"days_since_contact\":{\"type\":[\"integer\",\"null\"]},"
         "\"next_milestone\":{\"type\":[\"object\",\"null\"],\"properties\":{\"id\":{\"type\":\"string\"},"
         "\"project\":{\"type\":\"string\"},\"title\":{\"type\":\"string\"},\"due\":{\"type\":\"string\"}}}}}},"
         "\"seq\":{\"type\":\"integer\"}}}"},
};

const struct route_table clients_routes = {routes, sizeof routes / sizeof *routes};
