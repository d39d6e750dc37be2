/* People from the command line: for the first owner, and for who is locked out. Passwords come from standard input,
 * never from the command line, where others can read them. */
#include "base/json_out.h"
#include "commands/commands.h"
#include "people/credential.h"
#include "people/people.h"
#include <stdio.h>
#include <termios.h>
#include <unistd.h>

struct user_order {
    const char *name, *email, *role;
    char password[PASSWORD_HASH_ROOM];
};

static int user_add(struct op *op, void *arg)
{
    struct user_order *u = arg;
    struct id id;
    struct account a = {.name = str_of(u->name ? u->name : u->email),
                        .email = str_of(u->email),
                        .role = role_of(str_of(u->role ? u->role : "member")),
                        .password_hash = u->password};
    return account_add(op, &a, &id);
}

static int user_password(struct op *op, void *arg)
{
    struct user_order *u = arg;
    return account_set_password(op, str_of(u->email), u->password);
}

static int user_role(struct op *op, void *arg)
{
    struct user_order *u = arg;
    return account_set_role(op, str_of(u->email), role_of(str_of(u->role ? u->role : "")));
}

static int user_list(struct desk *d)
{
    struct buf out;
    struct json j;
    buf_init(&out, 16 * 1024 * 1024);
    json_init(&j, &out);
    int code = account_list(&d->op, &j);
    if (code == 0)
        printf("%.*s\n", (int)out.n, out.at);
    buf_release(&out);
    return code;
}

static bool read_line(char *to, size_t room)
{
    struct termios before, quiet;
    bool terminal = tcgetattr(STDIN_FILENO, &before) == 0;
    if (terminal) {
        quiet = before;
        quiet.c_lflag &= ~(tcflag_t)ECHO;
        fprintf(stderr, "Password: ");
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
    }
    bool got = fgets(to, (int)room, stdin) != NULL;
    if (terminal) {
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
        fprintf(stderr, "\n");
    }
    if (got)
        to[strcspn(to, "\r\n")] = 0;
    return got;
}

static int read_password(struct desk *d, struct user_order *u)
{
    char line[PASSWORD_MOST * 4 + 2];
    if (!read_line(line, sizeof(line)))
        return op_field_fail(&d->op, "/password", "field.required", 0, NULL);
    struct str password = str_of(line);
    password_check(&d->op, "/password", password, str_of(u->email), str_of(u->name ? u->name : ""));
    return d->op.problem.code ? d->op.problem.code : password_hash(&d->op, password, u->password);
}

static const struct {
    const char *name;
    int (*run)(struct op *op, void *arg);
    bool password;
} actions[] = {{"add", user_add, true}, {"password", user_password, true}, {"role", user_role, false}};

static int user_do(struct desk *d, const char *action, struct user_order *u)
{
    if (strcmp(action, "list") == 0)
        return user_list(d);
    for (size_t i = 0; i < sizeof(actions) / sizeof(*actions); i++)
        if (strcmp(action, actions[i].name) == 0) {
            int code = actions[i].password ? read_password(d, u) : 0;
            return code ? code : desk_write(d, actions[i].run, u);
        }
    return ERR_METHOD;
}

int user_command(const struct command *self, int argc, char **argv)
{
    const char *data = NULL, *database = NULL, *args[2] = {NULL, NULL};
    struct user_order u = {0};
    const struct option_def defs[] = {{"data", OPTION_TEXT, &data},
                                      {"database", OPTION_TEXT, &database},
                                      {"name", OPTION_TEXT, &u.name},
                                      {"role", OPTION_TEXT, &u.role}};
    int n, wrong = options_read(self, argc, argv, defs, sizeof(defs) / sizeof(*defs), args, 2, &n);
    if (wrong)
        return wrong;
    if (n == 0 || (n == 1) != (strcmp(args[0], "list") == 0))
        return command_usage(self, NULL);
    const char *where = command_place(data, database);
    if (!where)
        return COMMAND_USAGE;
    u.email = args[1];
    struct desk d;
    int result = desk_open(&d, where);
    int code = result ? 0 : user_do(&d, args[0], &u);
    if (code == ERR_METHOD)
        result = command_usage(self, NULL);
    else if (code)
        result = desk_problem(&d, code);
    desk_close(&d);
    return result;
}
