/* The commands of the program, one file each; main.c is their table. */
#pragma once
#include "store/writer.h"

/* What a command ends with; documented in docs/operate.md. */
enum command_exit {
    COMMAND_DONE = 0,
    COMMAND_FAILED = 1, /* nothing was done, or not all; the reason is on standard error */
    COMMAND_USAGE = 2,  /* the command line makes no sense */
    COMMAND_PARTLY = 3, /* done, but for rows that are listed */
    COMMAND_ASKED = 4   /* nothing was done: a question that the file does not answer has to be answered first */
};

struct command {
    const char *name;
    const char *arguments;                                         /* "[--port N] …", for the usage */
    const char *summary;                                           /* one line */
    int (*run)(const struct command *self, int argc, char **argv); /* argv[0] is the command's name */
};

int serve_command(const struct command *self, int argc, char **argv);
int demo_command(const struct command *self, int argc, char **argv);
int export_command(const struct command *self, int argc, char **argv);
int import_command(const struct command *self, int argc, char **argv);
int user_command(const struct command *self, int argc, char **argv);
int backup_command(const struct command *self, int argc, char **argv);
int restore_command(const struct command *self, int argc, char **argv);
int move_command(const struct command *self, int argc, char **argv);
int check_command(const struct command *self, int argc, char **argv);
int plan_command(const struct command *self, int argc, char **argv);
int openapi_command(const struct command *self, int argc, char **argv);

/* ---- the command line ---- */
enum option_kind {
    OPTION_FLAG /* bool */,
    OPTION_TEXT /* const char * */,
    OPTION_INT /* int */,
    OPTION_REAL /* double */,
    OPTION_TEXTS /* struct option_texts, may come more than once */
};
#define OPTION_TEXTS_MAX 32
struct option_texts {
    const char *text[OPTION_TEXTS_MAX];
    int n;
};
struct option_def {
    const char *name; /* without "--" */
    enum option_kind kind;
    void *value; /* keeps what it has where the option is absent */
};
/* Reads options ("--port 80", "--port=80") and, in order, what is none. COMMAND_USAGE after telling what is wrong and
 * the usage. */
int options_read(const struct command *self, int argc, char **argv, const struct option_def *defs, size_t n,
                 const char **args, int args_most, int *ret_args);
int command_usage(const struct command *self, const char *wrong); /* prints; returns COMMAND_USAGE */
/* --data and --database as db_open takes them; a folder is made. NULL after telling what is wrong. */
const char *command_place(const char *data, const char *database);

/* ---- the database, as the program itself ---- */
struct desk {
    struct arena arena;
    struct op op;
    struct db *db; /* reading */
    struct writer *writer;
};
/* Without a database: the language of who types. */
void desk_prepare(struct desk *d);
/* Brings the database to the newest schema and opens it. 0 or COMMAND_FAILED after telling why. */
int desk_open(struct desk *d, const char *where);
int desk_write(struct desk *d, int (*run)(struct op *op, void *arg), void *arg);
/* Tells on standard error what a code and the operation's problem mean; returns COMMAND_FAILED. */
int desk_problem(struct desk *d, int code);
void desk_close(struct desk *d);

/* ---- export.c, for `aplomb import aplomb` ---- */
int export_back(struct desk *d, const char *where, const char *path, bool dry, bool json);
