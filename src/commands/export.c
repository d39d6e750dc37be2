/* aplomb export FILE, and aplomb import aplomb FILE: see exchange/archive.h. */
#include "commands/commands.h"
#include "exchange/archive.h"
#include "jobs/admin.h"
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

static int write_file(struct desk *d, const char *path, struct archive_counts *ret_counts)
{
    int fd = strcmp(path, "-") == 0 ? dup(STDOUT_FILENO) : open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) {
        fprintf(stderr, "aplomb export: %s cannot be made: %m\n", path);
        return COMMAND_FAILED;
    }
    int err = archive_write_all(&d->op, fd, NULL, ret_counts);
    if (!err && fsync(fd) != 0 && strcmp(path, "-") != 0)
        err = ERR_STORAGE;
    close(fd);
    if (err && strcmp(path, "-") != 0)
        unlink(path);
    return err ? desk_problem(d, err) : COMMAND_DONE;
}

int export_command(const struct command *self, int argc, char **argv)
{
    const char *data = NULL, *database = NULL, *path = NULL;
    const struct option_def defs[] = {{"data", OPTION_TEXT, &data}, {"database", OPTION_TEXT, &database}};
    int n, wrong = options_read(self, argc, argv, defs, sizeof(defs) / sizeof(*defs), &path, 1, &n);
    if (wrong)
        return wrong;
    if (n != 1)
        return command_usage(self, "it takes the name of the file to make");
    const char *where = command_place(data, database);
    if (!where)
        return COMMAND_USAGE;
    struct desk d;
    struct archive_counts counts = {0};
    int result = desk_open(&d, where);
    if (!result)
        result = write_file(&d, path, &counts);
    if (!result)
        fprintf(stderr, "%lld rows, %lld events, %lld files\n", (long long)counts.rows, (long long)counts.events,
                (long long)counts.files);
    desk_close(&d);
    return result;
}

int export_back(struct desk *d, const char *where, const char *path, bool dry, bool json)
{
    struct archive_counts c;
    int err = dry ? archive_check(&d->op, path, &c) : archive_bring_back(&d->op, d->writer, where, path, NULL, &c);
    if (!err && !dry)
        err = admin_reindex(where, NULL);
    if (err)
        return desk_problem(d, err);
    printf(json ? "{\"source\":\"aplomb\",\"dry_run\":%s,\"created\":%lld,\"updated\":0,\"unchanged\":0,\"events\":%"
                  "lld,\"files\":%lld,\"skipped\":[]}\n"
                : "%s%lld rows, %lld events, %lld files\n",
           json ? (dry ? "true" : "false") : (dry ? "Would bring back " : "Brought back "), (long long)c.rows,
           (long long)c.events, (long long)c.files);
    return COMMAND_DONE;
}
