/* What each reader makes of a file: the quirks one by one, and the three sample files whole. The numbers of the samples
 * were counted with other tools (tests/data/import/count.py). */
#include "unit.h"
#include "exchange/source.h"
#include "exchange/text.h"
#include "exchange/wiki.h"
#include "base/buf.h"
#include <stdio.h>
#include <stdlib.h>

struct reading {
    struct arena arena;
    struct plan plan;
};

static int32_t one_hour(const char *zone, int64_t time_us)
{
    (void)zone, (void)time_us;
    return 3600;
}

static int read_text(struct reading *r, const struct source *s, struct str text, const char *mapping)
{
    arena_init(&r->arena);
    json_t *json = mapping == NULL ? NULL : json_loads(mapping, 0, NULL);
    struct plan_options o = {.mapping = json, .zone = "Europe/Paris", .offset_s = one_hour, .file_name = STR("Plan")};
    const char *why = NULL;
    int code = source_read(s, &r->arena, &o, text, &r->plan, &why);
    json_decref(json);
    return code;
}

static void done(struct reading *r)
{
    arena_release(&r->arena);
}

static struct str sample(struct arena *a, const char *name)
{
    const char *root = getenv("APLOMB_SOURCE");
    char path[1024];
    snprintf(path, sizeof path, "%s/tests/data/import/%s", root ? root : ".", name);
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    char *bytes = arena_alloc(a, 4 << 20);
    size_t n = fread(bytes, 1, 4 << 20, f);
    fclose(f);
    return (struct str){bytes, n};
}

static const struct plan_task *task(struct reading *r, const char *key)
{
    int32_t at = plan_task_find(&r->plan, str_of(key));
    if (at == PLAN_NONE)
        fail_msg("no task %s", key);
    return &r->plan.tasks.at[at];
}

static size_t notes(const struct reading *r, const char *message)
{
    size_t n = 0;
    for (size_t i = 0; i < r->plan.notes.n; i++)
        n += strcmp(r->plan.notes.at[i].message, message) == 0;
    return n;
}

#define assert_text(text, expected)                                                                                    \
    do {                                                                                                               \
        struct str text_ = (text);                                                                                     \
        if (!str_is(text_, (expected)))                                                                                \
            fail_msg("«%.*s» instead of «%s»", STR_FMT(text_), (expected));                                            \
    } while (0)

static void assert_day(int32_t day, const char *expected)
{
    char out[11] = "-";
    if (day != PLAN_NO_DAY)
        date_write(day, out);
    assert_string_equal(out, expected);
}

#define CLICKUP_HEAD                                                                                                   \
    "Task ID,Task Type,Task Name,Task Content,Status,Date Created,Date Created Text,Due Date,Due Date Text,Start "     \
    "Date,"                                                                                                            \
    "Start Date Text,Parent ID,Attachments,Assignees,Tags,Priority,List Name,Folder Name/Path,Space Name,Time "        \
    "Estimated,"                                                                                                       \
    "Checklists,Comments,Time Spent,Time Spent Text,Home Location\n"

static void clickup_quirks(void **state)
{
    (void)state;
    struct reading r;
    static const char file[] =
        CLICKUP_HEAD "a1,Task,One,\"x\\ny\",to do,1785607102000,\"8/1/2026, 6:58:22 PM "
                     "GMT+1\",1786849200000,\"8/16/2026, 4:00:00 AM GMT+1\",,,null,"
                     "\"[{\"\"title\"\":\"\"a.png\"\",\"\"url\"\":\"\"https://f.example/a.png\"\"}]\",\"[Zoë "
                     "Berg,Tom]\",\"[q4,à facturer]\",null,L,hidden,S,900000,"
                     "\"{\"\"Check\"\":[\"\"one\"\",\"\"two\"\"]}\",\"[{\"\"text\"\":\"\"OK\"\",\"\"by\"\":\"\"zoe@a."
                     "example\"\",\"\"date\"\":\"\"8/2/2026, 1:00:00 PM GMT+1\"\","
                     "\"\"assigned\"\":\"\"\"\",\"\"resolved\"\":\"\"\"\"}]\",\" \"\"29560\"\"\",8 h,\n"
                     "a2,Milestone,Two,,Closed,1785607102000,\"8/1/2026, 6:58:22 PM GMT+1\",1791219600000,\"10/5/2026, "
                     "6:00:00 PM GMT+1\",,,a1,[],[],[],1,"
                     "L2,F,S,,,[],,,\n"
                     "a3,Task,Three,,review,,,,,,,gone,[],[],[],4,L2,F,S,,not json,[],7200000,2 h,S/F/L2\n"
                     "a3,Task,Three,,review,,,,,,,gone,[],[],[],4,L9,F,S,,,[],7200000,2 h,S/F/L2\n"
                     ",Task,Nobody,,review,,,,,,,null,[],[],[],4,L9,F,S,,,[],,,\n";
    assert_int_equal(read_text(&r, &source_clickup, str_of(file), NULL), 0);
    const struct plan *p = &r.plan;
    assert_int_equal(p->rows, 5);
    assert_int_equal(p->tasks.n, 3);
    assert_int_equal(p->clients.n, 1);
    assert_int_equal(p->projects.n, 2);
    assert_text(p->projects.at[0].name, "S"); /* hidden: the list stands directly in its space */
    assert_text(p->projects.at[1].name, "F");

    const struct plan_task *a1 = task(&r, "a1"), *a2 = task(&r, "a2"), *a3 = task(&r, "a3");
    assert_text(a1->description, "x\ny");
    assert_day(a1->due, "2026-08-16");
    assert_int_equal(a1->due_min, -1); /* 04:00 is no time */
    assert_int_equal(a1->created, INT64_C(1785607102000000));
    assert_int_equal(a1->priority, 0);
    assert_int_equal(a1->estimate_min, 15);
    assert_int_equal(a1->spent_min, 493); /* 29,560 seconds */
    assert_int_equal(a1->assignees.n, 2);
    assert_int_equal(a1->tags.n, 2);
    assert_text(a1->tags.at[1], "à facturer");
    assert_int_equal(a1->checklists.n, 1);
    assert_int_equal(a1->checklists.at[0].items.n, 2);
    assert_int_equal(p->attachments.n, 1);
    assert_int_equal(p->comments.n, 1);
    /* zoe@a.example and Zoë Berg are one */
    assert_int_equal(plan_person_of(p, p->comments.at[0].author), a1->assignees.at[0]);
    assert_int_equal(p->comments.at[0].created, INT64_C(1785672000000000));

    assert_int_equal(a2->kind, PLAN_MILESTONE);
    assert_int_equal(a2->due_min, 18 * 60);
    assert_int_equal(a2->parent, 0);
    assert_int_equal(a2->list, a1->list); /* a subtask is where its parent is */
    assert_int_equal(p->statuses.at[a2->status].project, 0);
    assert_int_equal(p->statuses.at[a2->status].category, CATEGORY_DONE);
    assert_int_equal(a3->parent, PLAN_NONE);
    assert_int_equal(a3->spent_min, 120); /* 7,200,000 milliseconds */
    assert_text(p->lists.at[a3->list].name, "L2");
    assert_int_equal(notes(&r, "import.note.parent_missing"), 1);
    assert_int_equal(notes(&r, "import.note.follows_parent"), 1);
    assert_int_equal(notes(&r, "import.note.several_lists"), 1);
    assert_int_equal(notes(&r, "import.note.unreadable"), 1);
    assert_int_equal(notes(&r, "import.note.no_id"), 1);
    done(&r);
}

static void clickup_home_may_come_second(void **state)
{
    (void)state;
    struct reading r;
    static const char file[] = CLICKUP_HEAD "a,Task,One,,x,,,,,,,null,[],[],[],,Elsewhere,F,S,,,[],,,S/F/Home\n"
                                            "a,Task,One,,x,,,,,,,null,[],[],[],,Home,F,S,,,[],,,S/F/Home\n"
                                            "b,Task,Two,,x,,,,,,,c,[],[],[],,Home,F,S,,,[],,,\n"
                                            "c,Task,Three,,x,,,,,,,b,[],[],[],,Home,F,S,,,[],,,\n";
    assert_int_equal(read_text(&r, &source_clickup, str_of(file), "{\"statuses\":{\"X\":\"review\"}}"), 0);
    assert_text(r.plan.lists.at[task(&r, "a")->list].name, "Home");
    assert_int_equal(r.plan.statuses.at[0].category, CATEGORY_REVIEW);
    assert_int_equal(notes(&r, "import.note.parent_circle"), 1);
    assert_true((task(&r, "b")->parent == PLAN_NONE) != (task(&r, "c")->parent == PLAN_NONE));
    done(&r);
}

static void older_clickup_files_have_fewer_columns(void **state)
{
    (void)state;
    struct reading r;
    assert_int_equal(
        read_text(&r, &source_clickup,
                  STR("Task ID,Task Name,Status,List Name,Folder Name,Space Name,Priority\n1,A,Open,L,F,S,URGENT\n"),
                  NULL),
        0);
    assert_text(r.plan.projects.at[0].name, "F");
    assert_int_equal(task(&r, "1")->priority, 1);
    done(&r);
    assert_int_not_equal(read_text(&r, &source_clickup, STR("a,b\n1,2\n"), NULL), 0);
    done(&r);
}

static void clickup_custom_fields_come_too(void **state)
{
    (void)state;
    struct reading r;
    static const char file[] = "Task ID,Task Name,List Name,Space Name,Budget (currency),Phase (drop down),Sure "
                               "(checkbox),Signed (date),Empty (text)\n"
                               "1,A,L,S,12.50,Two,true,1785607102000,\n2,B,L,S,,One,false,,\n3,C,L,S,lots,,,,\n";
    assert_int_equal(read_text(&r, &source_clickup, str_of(file), NULL), 0);
    assert_int_equal(r.plan.fields.n, 4);
    assert_text(r.plan.fields.at[0].name, "Budget");
    assert_int_equal(r.plan.fields.at[0].type, PLAN_TEXT); /* one of its cells is no number */
    assert_int_equal(r.plan.fields.at[1].options.n, 2);
    assert_int_equal(task(&r, "1")->values.n, 4);
    assert_true(task(&r, "1")->values.at[2].yes);
    assert_day(task(&r, "1")->values.at[3].day, "2026-08-01");
    assert_int_equal(task(&r, "2")->values.n, 2);
    done(&r);
}

static void clickup_sample_comes_in_whole(void **state)
{
    (void)state;
    struct reading r;
    struct arena a;
    arena_init(&a);
    assert_int_equal(read_text(&r, &source_clickup, sample(&a, "clickup-workspace.csv"), NULL), 0);
    const struct plan *p = &r.plan;
    assert_int_equal(p->rows, 2582);
    assert_int_equal(p->tasks.n, 2400);
    assert_int_equal(p->clients.n, 8);
    assert_int_equal(p->projects.n, 48);
    assert_int_equal(p->lists.n, 288);
    assert_int_equal(p->order.n, 2400);
    size_t children = 0, milestones = 0, tags = 0, assigned = 0, due = 0, timed = 0, lists = 0, items = 0, spent = 0;
    for (size_t i = 0; i < p->tasks.n; i++) {
        const struct plan_task *t = &p->tasks.at[i];
        children += t->parent != PLAN_NONE;
        milestones += t->kind == PLAN_MILESTONE;
        tags += t->tags.n;
        assigned += t->assignees.n;
        due += t->due != PLAN_NO_DAY;
        timed += t->due_min >= 0;
        lists += t->checklists.n;
        spent += t->spent_min >= 0;
        for (size_t k = 0; k < t->checklists.n; k++)
            items += t->checklists.at[k].items.n;
    }
    assert_int_equal(children, 739);
    assert_int_equal(milestones, 235);
    assert_int_equal(tags, 1833);
    assert_int_equal(assigned, 3206);
    assert_int_equal(due, 1542);
    assert_int_equal(timed, 454);
    assert_int_equal(lists, 728);
    assert_int_equal(items, 1845);
    assert_int_equal(spent, 963);
    assert_int_equal(p->comments.n, 1757);
    assert_int_equal(p->attachments.n, 219);
    size_t people = 0;
    for (size_t i = 0; i < p->people.n; i++)
        people += p->people.at[i].same == PLAN_NONE;
    assert_int_equal(people, 7); /* names of assignees and addresses of authors are the same seven */
    assert_int_equal(notes(&r, "import.note.repeated"), 182);
    assert_int_equal(notes(&r, "import.note.parent_missing"), 10);
    for (size_t i = 0; i < p->notes.n; i++)
        assert_int_equal(p->notes.at[i].loss, PLAN_ALTERED); /* nothing is skipped */
    arena_release(&a);
    done(&r);
}

static void trello_quirks(void **state)
{
    (void)state;
    struct reading r;
    static const char file[] =
        "{\"id\":\"b\",\"name\":\"Board\",\"lists\":[{\"id\":\"l2\",\"name\":\"Done\",\"pos\":2.5},{\"id\":\"l1\","
        "\"name\":\"Doing\",\"pos\":1.5},"
        "{\"id\":\"l3\",\"name\":\"Old\",\"pos\":9,\"closed\":true}],\"members\":[{\"id\":\"m\",\"fullName\":\"Ann "
        "B\",\"username\":\"ann\"}],"
        "\"customFields\":[{\"id\":\"f\",\"name\":\"Size\",\"type\":\"list\",\"options\":[{\"id\":\"o1\",\"value\":{"
        "\"text\":\"Big\"}}]},"
        "{\"id\":\"n\",\"name\":\"Cost\",\"type\":\"number\"},{\"id\":\"k\",\"name\":\"Sure\",\"type\":\"checkbox\"}],"
        "\"checklists\":[{\"idCard\":\"5fcbec2e6621ca4f0a547896\",\"name\":\"List\",\"checkItems\":[{\"name\":\"b\","
        "\"pos\":2,\"state\":\"complete\"},"
        "{\"name\":\"a\",\"pos\":1.5,\"state\":\"incomplete\"}]}],"
        "\"cards\":[{\"id\":\"5fcbec2e6621ca4f0a547896\",\"name\":\"Card\",\"idList\":\"l1\",\"pos\":5.25,\"due\":"
        "\"2026-03-01T09:30:00.000Z\","
        "\"idMembers\":[\"m\"],\"labels\":[{\"name\":\"\",\"color\":\"green\"},{\"name\":\"Web\"}],"
        "\"customFieldItems\":[{\"idCustomField\":\"f\",\"idValue\":\"o1\"},{\"idCustomField\":\"n\",\"value\":{"
        "\"number\":\"100.32\"}},"
        "{\"idCustomField\":\"k\",\"value\":{\"checked\":\"true\"}},{\"idCustomField\":\"lost\",\"value\":{\"text\":"
        "\"x\"}}],"
        "\"attachments\":[{\"id\":\"at\",\"name\":\"pic\",\"url\":\"https://t.example/"
        "p.png\"}],\"badges\":{\"comments\":3}},"
        "{\"id\":\"c2\",\"name\":\"Archived\",\"idList\":\"l1\",\"pos\":1,\"closed\":true},"
        "{\"id\":\"c3\",\"name\":\"Ticked\",\"idList\":\"l1\",\"pos\":2,\"dueComplete\":true},"
        "{\"id\":\"c4\",\"name\":\"Was done\",\"idList\":\"l2\",\"pos\":2,\"closed\":true}],"
        "\"actions\":[{\"id\":\"x2\",\"type\":\"commentCard\",\"date\":\"2026-02-02T00:00:00.000Z\",\"memberCreator\":{"
        "\"fullName\":\"Gone C\"},"
        "\"data\":{\"text\":\"Second\",\"card\":{\"id\":\"5fcbec2e6621ca4f0a547896\"}}},"
        "{\"id\":\"x1\",\"type\":\"commentCard\",\"date\":\"2026-02-01T00:00:00.000Z\",\"memberCreator\":{\"fullName\":"
        "\"Ann B\"},"
        "\"data\":{\"text\":\"First\",\"card\":{\"id\":\"5fcbec2e6621ca4f0a547896\"}}}]}";
    assert_int_equal(read_text(&r, &source_trello, str_of(file), NULL), 0);
    const struct plan *p = &r.plan;
    const struct plan_task *card = task(&r, "5fcbec2e6621ca4f0a547896");
    assert_text(p->lists.at[0].name, "Doing"); /* by position */
    assert_true(p->lists.at[2].archived);
    assert_text(p->tasks.at[0].title, "Archived");
    assert_int_equal(card->created, INT64_C(0x5fcbec2e) * 1000000);
    assert_day(card->due, "2026-03-01");
    assert_int_equal(card->due_min, 10 * 60 + 30);
    assert_text(card->tags.at[0], "green");
    assert_text(card->tags.at[1], "Web");
    assert_int_equal(card->values.n, 3);
    assert_int_equal(card->values.at[0].option, 0);
    assert_true(card->values.at[1].number > 100.31 && card->values.at[1].number < 100.33);
    assert_true(card->values.at[2].yes);
    assert_int_equal(notes(&r, "import.note.value"), 1);
    assert_text(card->checklists.at[0].items.at[0].text, "a");
    assert_true(card->checklists.at[0].items.at[1].done);
    assert_int_equal(p->statuses.at[task(&r, "c2")->status].category, CATEGORY_CANCELLED);
    assert_int_equal(p->statuses.at[task(&r, "c3")->status].category, CATEGORY_DONE);
    assert_text(p->statuses.at[task(&r, "c4")->status].name, "Done");
    assert_int_equal(p->statuses.at[card->status].category, CATEGORY_ACTIVE);
    assert_int_equal(p->comments.n, 2);
    assert_text(p->comments.at[0].body, "First");
    assert_int_equal(notes(&r, "import.note.comments_missing"), 1);
    assert_int_equal(p->people.n, 2);
    done(&r);
    assert_int_not_equal(read_text(&r, &source_trello, STR("{\"cards\":[]}"), NULL), 0);
    done(&r);
}

static void trello_sample_comes_in_whole(void **state)
{
    (void)state;
    struct reading r;
    struct arena a;
    arena_init(&a);
    assert_int_equal(read_text(&r, &source_trello, sample(&a, "trello-board.json"), NULL), 0);
    const struct plan *p = &r.plan;
    assert_int_equal(p->tasks.n, 3);
    assert_int_equal(p->lists.n, 3);
    assert_int_equal(p->statuses.n, 3);
    assert_int_equal(p->fields.n, 5);
    assert_int_equal(p->fields.at[2].options.n, 4);
    assert_int_equal(p->people.n, 1);
    size_t values = 0;
    for (size_t i = 0; i < p->tasks.n; i++)
        values += p->tasks.at[i].values.n;
    assert_int_equal(values, 8);
    assert_int_equal(p->notes.n, 0);
    const struct plan_task *t = task(&r, "5fcbec466e95cf70fc04fbc6");
    for (size_t i = 0; i < t->values.n; i++)
        if (p->fields.at[t->values.at[i].field].type == PLAN_CHOICE)
            assert_text(p->fields.at[t->values.at[i].field].options.at[t->values.at[i].option].name, "Down");
    arena_release(&a);
    done(&r);
}

static void jira_quirks(void **state)
{
    (void)state;
    struct reading r;
    static const char file[] =
        "Summary,Issue key,Issue id,Issue Type,Status,Project key,Project "
        "name,Priority,Creator,Assignee,Created,Resolved,Due Date,Labels,Labels,"
        "Comment,Comment,Attachment,Outward issue link (Blocks),Outward issue link (Relates),Custom field (Story "
        "Points),Parent id,Sprint,Sprint,"
        "Original Estimate,Description,Team (old),Team (old)\n"
        "First,K-1,100,Story,In Review,K,Kite,Major,ann@x.example,ann@x.example,25/Jun/20 12:44,,26/Jun/20 12:00 "
        "AM,web,seo,"
        "25/Jun/20 12:50;bob;Hello; world,09/Jan/24 3:54 PM;ann;Two,25/Jun/20 "
        "12:50;bob;a.png;https://j.example/a.png,K-2,K-9,\"3,5\",,S1,S2,3600,"
        "\"h2. Title\n* *bold* [site|https://x.example]\",Red,Blue\n"
        "Second,K-2,101,Sub-task,Done,K,Kite,Trivial,,,25/Jun/20 12:44,26/Jun/20 12:44,,,,,,,,,5,100,,,,,,,extra\n";
    assert_int_equal(read_text(&r, &source_jira, str_of(file), NULL), 0);
    const struct plan *p = &r.plan;
    const struct plan_task *one = task(&r, "K-1"), *two = task(&r, "K-2");
    assert_int_equal(p->tasks.n, 2);
    assert_int_equal(one->tags.n, 2);
    assert_int_equal(one->priority, 3);
    assert_int_equal(two->priority, 4);
    assert_day(one->due, "2020-06-26");
    assert_int_equal(one->due_min, -1);
    assert_int_equal(one->created, INT64_C(1593085440) * 1000000);
    assert_int_equal(p->comments.n, 2);
    assert_text(p->comments.at[0].body, "Hello; world");
    assert_int_equal(p->attachments.n, 1);
    assert_text(p->attachments.at[0].name, "a.png");
    assert_int_equal(p->dependencies.n, 1);
    assert_int_equal(p->dependencies.at[0].predecessor, 0);
    assert_true(text_contains(one->description, STR("Relates: K-9")));
    assert_true(text_contains(one->description, STR("## Title\n- **bold** [site](https://x.example)")));
    assert_text(p->lists.at[one->list].name, "S2");
    assert_int_equal(one->estimate_min, 60);
    assert_int_equal(two->parent, 0); /* parents by number */
    assert_true(two->completed != PLAN_NO_TIME);
    assert_int_equal(notes(&r, "import.note.beyond"), 1);
    assert_int_equal(p->questions.n, 0);
    bool points = false, joined = false;
    for (size_t i = 0; i < one->values.n; i++)
        joined |= str_is(one->values.at[i].text, "Red, Blue");
    assert_true(joined);
    for (size_t i = 0; i < one->values.n; i++)
        points |= p->fields.at[one->values.at[i].field].type == PLAN_NUMBER && one->values.at[i].number == 3.5;
    assert_true(points);
    done(&r);
}

static void jira_sample_comes_in_whole(void **state)
{
    (void)state;
    struct reading r;
    struct arena a;
    arena_init(&a);
    assert_int_equal(read_text(&r, &source_jira, sample(&a, "jira.csv"), NULL), 0);
    const struct plan *p = &r.plan;
    assert_int_equal(p->tasks.n, 4);
    assert_int_equal(p->projects.n, 1);
    assert_text(p->projects.at[0].name, "SommerGarden");
    assert_int_equal(p->notes.n, 0);
    const struct plan_task *t = task(&r, "SMRGR-2643");
    assert_text(t->title, "timezone from AWST to HKT/SGT");
    assert_true(text_contains(t->description, STR("Canberra ACT")));
    assert_int_equal(t->priority, 4);
    assert_text(p->people.at[t->creator].email, "set@example.com");
    arena_release(&a);
    done(&r);
}

static void any_table_finds_its_columns(void **state)
{
    (void)state;
    struct reading r;
    static const char file[] = "\xEF\xBB\xBFTitre;Statut;Échéance;Responsable;Étiquettes;Temps "
                               "estimé;Budget;Projet;Lien interne;Tâche parente\r\n"
                               "=1+1;À valider;25/03/2026;Zoë, Tom;web|seo;1h30;1 234,50;Site;oui;\r\n"
                               "Deux;En cours;03/04/2026;;;2,5;12,00;Site;non;=1+1\r\n"
                               ";;;;;;3,00;;;\r\n";
    assert_int_equal(read_text(&r, &source_csv, str_of(file), NULL), 0);
    const struct plan *p = &r.plan;
    assert_int_equal(p->tasks.n, 2);
    const struct plan_task *one = &p->tasks.at[0], *two = &p->tasks.at[1];
    assert_text(one->title, "=1+1"); /* stays text */
    assert_day(one->due, "2026-03-25");
    assert_day(two->due, "2026-04-03");
    assert_int_equal(one->assignees.n, 2);
    assert_int_equal(one->tags.n, 2);
    assert_int_equal(one->estimate_min, 90);
    assert_int_equal(two->estimate_min, 150);
    assert_int_equal(two->parent, 0);
    assert_int_equal(p->statuses.at[one->status].category, CATEGORY_REVIEW);
    assert_int_equal(p->fields.n, 2);
    assert_int_equal(p->fields.at[0].type, PLAN_NUMBER);
    assert_int_equal(p->fields.at[1].type, PLAN_CHECK);
    assert_true(one->values.at[0].number == 1234.5);
    assert_text(p->projects.at[0].name, "Site");
    assert_int_equal(notes(&r, "import.note.untitled_row"), 1);
    assert_int_equal(p->questions.n, 0);
    done(&r);
}

static void what_cannot_be_told_is_asked(void **state)
{
    (void)state;
    struct reading r;
    struct str file = STR("Name,Due,Cost\nA,03/04/2026,\"1,234\"\nB,05/06/2026,\"2,500\"\n");
    assert_int_equal(read_text(&r, &source_csv, file, NULL), 0);
    assert_int_equal(r.plan.questions.n, 2);
    assert_string_equal(r.plan.questions.at[0].name, "dates");
    assert_text(r.plan.questions.at[0].sample, "03/04/2026");
    assert_string_equal(r.plan.questions.at[1].name, "decimal");
    done(&r);
    assert_int_equal(read_text(&r, &source_csv, file, "{\"dates\":\"month-day\",\"decimal\":\"comma\"}"), 0);
    assert_int_equal(r.plan.questions.n, 0);
    assert_day(r.plan.tasks.at[0].due, "2026-03-04");
    assert_true(r.plan.tasks.at[0].values.at[0].number == 1.234);
    done(&r);
}

static void a_mapping_chooses_the_columns(void **state)
{
    (void)state;
    struct reading r;
    struct str file = STR("Col A|Col B|Col C\nx|2026-01-02|5\nx|2026-01-03|6\n");
    static const char mapping[] = "{\"columns\":{\"col a\":\"title\",\"Col B\":\"start\",\"Col C\":\"ignore\"}}";
    assert_int_equal(read_text(&r, &source_csv, file, mapping), 0);
    assert_int_equal(r.plan.tasks.n, 2); /* the same title twice is two tasks */
    assert_day(r.plan.tasks.at[1].start, "2026-01-03");
    assert_int_equal(r.plan.fields.n, 0);
    assert_text(r.plan.columns.at[2].target, "");
    done(&r);
}

static void what_hangs_too_deep_is_lifted(void **state)
{
    (void)state;
    struct reading r;
    struct buf b;
    buf_init(&b, 4096);
    buf_text(&b, "ID,Title,Parent\n");
    for (int i = 1; i <= 12; i++)
        buf_format(&b, i == 1 ? "1,T1,\n" : "%d,T%d,%d\n", i, i, i - 1);
    assert_int_equal(read_text(&r, &source_csv, buf_view(&b), NULL), 0);
    assert_int_equal(task(&r, "8")->parent, 6);
    for (size_t i = 8; i < 12; i++)
        assert_int_equal(r.plan.tasks.at[i].parent, 6); /* beside the eighth */
    assert_int_equal(notes(&r, "import.note.too_deep"), 4);
    buf_release(&b);
    done(&r);
}

static void files_are_told_apart(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a);
    assert_ptr_equal(source_detect(sample(&a, "clickup-workspace.csv")), &source_clickup);
    assert_ptr_equal(source_detect(sample(&a, "trello-board.json")), &source_trello);
    assert_ptr_equal(source_detect(sample(&a, "jira.csv")), &source_jira);
    assert_ptr_equal(source_detect(STR("Name;Due\nx;y\n")), &source_csv);
    arena_release(&a);
}

static void states_are_guessed(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        enum plan_category category;
    } cases[] = {{"to do", CATEGORY_OPEN},
                 {"Closed", CATEGORY_DONE},
                 {"complete", CATEGORY_DONE},
                 {"in progress", CATEGORY_ACTIVE},
                 {"en attente client", CATEGORY_REVIEW},
                 {"À valider", CATEGORY_REVIEW},
                 {"Validé", CATEGORY_DONE},
                 {"Annulée", CATEGORY_CANCELLED},
                 {"Won't do", CATEGORY_CANCELLED},
                 {"Not started", CATEGORY_OPEN},
                 {"Backlog", CATEGORY_BACKLOG},
                 {"Terminé", CATEGORY_DONE},
                 {"Peer review", CATEGORY_REVIEW},
                 {"日本", CATEGORY_OPEN}};
    struct arena a;
    arena_init(&a);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (plan_category_guess(&a, str_of(cases[i].name)) != cases[i].category)
            fail_msg("%s", cases[i].name);
    arena_release(&a);
}

static void wiki_markup_becomes_markdown(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"h1. A", "# A"},
        {"* a\n** b\n# c", "- a\n    - b\n1. c"},
        {" * sssss", "- sssss"},
        {"{code:java}\n*x*\n{code}", "```java\n*x*\n```"},
        {"bq. said", "> said"},
        {"{quote}\nsaid\n{quote}", "> said"},
        {"see [https://x.example] and {{mono}}", "see <https://x.example> and `mono`"},
        {"2*3*4 and *b* c", "2*3*4 and **b** c"},
        {"[~ann] [no link]", "[~ann] [no link]"},
        {"=)", "=)"},
    };
    struct arena a;
    arena_init(&a);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_text(wiki_to_markdown(&a, str_of(cases[i][0])), cases[i][1]);
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(clickup_quirks),
        cmocka_unit_test(clickup_home_may_come_second),
        cmocka_unit_test(older_clickup_files_have_fewer_columns),
        cmocka_unit_test(clickup_custom_fields_come_too),
        cmocka_unit_test(clickup_sample_comes_in_whole),
        cmocka_unit_test(trello_quirks),
        cmocka_unit_test(trello_sample_comes_in_whole),
        cmocka_unit_test(jira_quirks),
        cmocka_unit_test(jira_sample_comes_in_whole),
        cmocka_unit_test(any_table_finds_its_columns),
        cmocka_unit_test(what_cannot_be_told_is_asked),
        cmocka_unit_test(a_mapping_chooses_the_columns),
        cmocka_unit_test(what_hangs_too_deep_is_lifted),
        cmocka_unit_test(files_are_told_apart),
        cmocka_unit_test(states_are_guessed),
        cmocka_unit_test(wiki_markup_becomes_markdown),
    };
    return cmocka_run_group_tests_name("exchange_sources", tests, NULL, NULL);
}
