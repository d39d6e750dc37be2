#include "exchange/demo_agenda.h"
#include <stdlib.h>

#define CANDIDATES_MAX 600

/* splitmix64: Steele, Lea, Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014. */
uint64_t demo_random(struct demo_agenda *d)
{
    uint64_t z = d->state += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

int demo_below(struct demo_agenda *d, int n)
{
    return n <= 1 ? 0 : (int)(demo_random(d) % (uint64_t)n);
}

bool demo_chance(struct demo_agenda *d, int percent)
{
    return demo_below(d, 100) < percent;
}

struct id demo_id(struct demo_agenda *d, int64_t time_us)
{
    struct id id;
    uint64_t ms = (uint64_t)(time_us / 1000), a = demo_random(d), b = demo_random(d);
    for (int i = 0; i < 6; i++)
        id.byte[i] = (uint8_t)(ms >> (40 - 8 * i));
    memcpy(id.byte + 6, &a, 2);
    memcpy(id.byte + 8, &b, 8);
    id.byte[6] = (uint8_t)(0x70 | (id.byte[6] & 0x0F));
    id.byte[8] = (uint8_t)(0x80 | (id.byte[8] & 0x3F));
    return id;
}

int64_t demo_at_work(struct demo_agenda *d, int32_t day)
{
    int64_t time = day * US_PER_DAY + (8 * 60 + demo_below(d, 9 * 60)) * 60 * US_PER_S + demo_below(d, 60) * US_PER_S;
    return time < d->now_us - 3600 * US_PER_S ? time : d->now_us - (3600 + demo_below(d, 3600)) * US_PER_S;
}

static int32_t workday(int32_t day)
{
    int w = civil_weekday(day);
    return w == 6 ? day - 1 : w == 7 ? day + 1 : day;
}

static void act(struct demo_agenda *d, int64_t time, enum demo_act what, int a, int b, int who)
{
    if (d->n_actions == d->room_actions) {
        size_t old = (size_t)d->room_actions * sizeof *d->actions;
        d->room_actions = d->room_actions ? d->room_actions * 2 : 4096;
        d->actions = arena_grow(d->arena, d->actions, old, (size_t)d->room_actions * sizeof *d->actions);
    }
    d->actions[d->n_actions] =
        (struct demo_action){.time_us = time, .act = what, .a = a, .b = b, .who = who, .order = d->n_actions};
    d->n_actions++;
}

/* ---- which tasks a project has ---- */

struct candidate {
    int phase, variant;
    const struct demo_task *task;
    int order, rank; /* rank: the lower the sooner it is chosen */
};

static int variants_of(const struct demo_task *t, int length)
{
    const char *s = t->title[DEMO_EN];
    if (t->flags & TASK_WEEKLY)
        return length / 7 + 1;
    if (t->flags & TASK_MONTHLY)
        return length / 30 + 1;
    if (t->flags & TASK_MILESTONE)
        return 1;
    bool subject = strstr(s, "{s}"), page = strstr(s, "{p}"), channel = strstr(s, "{c}");
    return subject ? DEMO_SUBJECTS : page ? DEMO_PAGES : channel ? DEMO_CHANNELS : 1;
}

static int by_variant(const void *x, const void *y)
{
    const struct candidate *a = x, *b = y;
    return a->rank != b->rank ? a->rank - b->rank : a->order - b->order;
}

static int by_place(const void *x, const void *y)
{
    const struct candidate *a = x, *b = y;
    return a->order != b->order ? a->order - b->order : a->variant - b->variant;
}

/* How many of a series there are up to the next one that lies ahead, which makes those that follow. */
static int series_until(const struct demo_agenda *d, const struct demo_project *p, const struct demo_task *t, int n)
{
    int every = t->flags & TASK_WEEKLY ? 7 : 30, ahead = -p->start / every + 1;
    (void)d;
    return strcmp(p->state, "active") == 0 && ahead < n ? ahead : n;
}

/* Every kind of task once, then again with another subject …, `most` in all, in the order of the plan. Of a series the
 * newest come first. */
static int choose(struct demo_agenda *d, const struct demo_project *p, int most, struct candidate *ret)
{
    const struct demo_phase *phases = demo_plans[p->kind].phases;
    int n = 0, order = 0;
    for (int i = 0; i < DEMO_PHASES; i++)
        for (const struct demo_task *t = phases[i].tasks; t < phases[i].tasks + DEMO_PHASE_TASKS && t->title[0];
             t++, order++) {
            bool series = t->flags & (TASK_WEEKLY | TASK_MONTHLY);
            int count = variants_of(t, p->length);
            if (series)
                count = series_until(d, p, t, count);
            for (int v = 0; v < count && n < CANDIDATES_MAX; v++)
                ret[n++] = (struct candidate){i, v, t, order, series ? count - 1 - v : v};
        }
    qsort(ret, (size_t)n, sizeof *ret, by_variant);
    if (n > most)
        n = most;
    qsort(ret, (size_t)n, sizeof *ret, by_place);
    return n;
}

/* ---- titles ---- */

static void put(struct buf *b, const char *text)
{
    buf_text(b, text);
}

/* French contracts "de le" and "à les". */
static struct str contracted(struct arena *a, struct str s)
{
    static const struct {
        const char *apart, *together;
    } pairs[] = {{" de le ", " du "}, {" de les ", " des "}, {" à le ", " au "}, {" à les ", " aux "}};
    struct buf b;
    buf_init(&b, 1000);
    for (size_t i = 0; i < s.n;) {
        size_t k = 0;
        for (; k < 4; k++) {
            size_t n = strlen(pairs[k].apart);
            if (s.n - i > n && memcmp(s.at + i, pairs[k].apart, n) == 0) {
                buf_text(&b, pairs[k].together);
                i += n;
                break;
            }
        }
        if (k == 4)
            buf_char(&b, s.at[i++]);
    }
    struct str out = arena_str(a, buf_view(&b));
    buf_release(&b);
    return out;
}

static const char *const month_names[DEMO_LANGUAGES][12] = {
    {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
     "December"},
    {"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
     "décembre"}};

/* The ISO week of a day. */
static int week_of(int32_t day)
{
    int32_t thursday = day - civil_weekday(day) + 4;
    return (thursday - civil_to_day((struct civil){civil_from_day(thursday).year, 1, 1})) / 7 + 1;
}

static struct str title_of(struct demo_agenda *d, const struct demo_client *c, const struct demo_task *t, int variant,
                           int32_t due)
{
    struct buf b;
    buf_init(&b, 1000);
    for (const char *s = t->title[c->language]; *s; s++) {
        if (strncmp(s, "{s}", 3) == 0)
            put(&b, c->subjects[variant % DEMO_SUBJECTS]), s += 2;
        else if (strncmp(s, "{p}", 3) == 0)
            put(&b, demo_pages[c->language][variant % DEMO_PAGES]), s += 2;
        else if (strncmp(s, "{c}", 3) == 0)
            put(&b, demo_channels[c->language][(variant * 5 + 1) % DEMO_CHANNELS]), s += 2;
        else
            buf_char(&b, *s);
    }
    if (t->flags & TASK_WEEKLY)
        buf_format(&b, c->language == DEMO_FR ? ", semaine %d" : ", week %d", week_of(due));
    if (t->flags & TASK_MONTHLY)
        buf_format(&b, c->language == DEMO_FR ? " – %s" : " – %s",
                   month_names[c->language][civil_from_day(due).month - 1]);
    struct str title = arena_str(d->arena, buf_view(&b));
    buf_release(&b);
    return c->language == DEMO_FR ? contracted(d->arena, title) : title;
}

/* ---- who ---- */

static int who_does(struct demo_agenda *d, const struct demo_client *c, enum demo_activity activity)
{
    int able[DEMO_PEOPLE], n = 0;
    if (activity == ACT_PLANNING || (activity == ACT_CALLS && demo_chance(d, 60)) ||
        (activity == ACT_REVIEW && demo_chance(d, 40)))
        return c->manager;
    for (int i = 0; i < DEMO_PEOPLE; i++)
        if ((c->team >> i & 1) && (demo_people[i].skills >> activity & 1) &&
            (!demo_people[i].own_tasks_only || demo_chance(d, 40)))
            able[n++] = i;
    if (n > 0)
        return able[demo_below(d, n)];
    for (int i = 0; i < DEMO_PEOPLE; i++)
        if ((c->team >> i & 1) && !demo_people[i].own_tasks_only)
            able[n++] = i;
    return able[demo_below(d, n)];
}

/* ---- when ---- */

static bool runs_beside(enum demo_kind kind)
{
    return kind == KIND_CONTENT || kind == KIND_SUPPORT || kind == KIND_INTERNAL;
}

static int32_t due_of(const struct demo_project *p, const struct demo_work *w, const struct candidate *c, int at,
                      int of)
{
    double from = runs_beside(p->kind) ? 0 : c->phase / 4.0, to = runs_beside(p->kind) ? 1 : (c->phase + 1) / 4.0;
    if (c->task->flags & TASK_WEEKLY)
        return w->start + 7 * c->variant + (5 - civil_weekday(w->start) + 7) % 7;
    if (c->task->flags & TASK_MONTHLY)
        return workday(w->start + 30 * c->variant + 20);
    double share = c->task->flags & TASK_MILESTONE ? 1 : (at + 1.0) / (of + 1.0);
    return workday(w->start + (int32_t)(p->length * (from + (to - from) * share)));
}

/* How it stands today. */
static enum demo_category category_of(struct demo_agenda *d, const struct demo_project *p, enum demo_mood mood,
                                      const struct demo_item *i)
{
    bool ended = strcmp(p->state, "closed") == 0 || strcmp(p->state, "delivered") == 0;
    bool not_begun = strcmp(p->state, "draft") == 0 || strcmp(p->state, "agreed") == 0;
    bool milestone = i->task && (i->task->flags & TASK_MILESTONE);
    int32_t days = i->due - d->today;
    if (ended)
        return demo_chance(d, 3) && !milestone ? DEMO_CANCELLED : DEMO_DONE;
    if (not_begun)
        return demo_chance(d, 50) ? DEMO_BACKLOG : DEMO_OPEN;
    if (days < 0) {
        bool slips = (mood == MOOD_LATE && days > -22 && demo_chance(d, milestone ? 90 : 38)) ||
                     (mood == MOOD_AT_RISK && days > -12 && !milestone && demo_chance(d, 14));
        if (slips)
            return milestone ? DEMO_OPEN : demo_chance(d, 60) ? DEMO_ACTIVE : DEMO_REVIEW;
        return demo_chance(d, 3) && !milestone ? DEMO_CANCELLED : DEMO_DONE;
    }
    if (milestone)
        return DEMO_OPEN;
    if (days < 4)
        return demo_chance(d, 25) ? DEMO_DONE : demo_chance(d, 40) ? DEMO_REVIEW : DEMO_ACTIVE;
    if (days < 12)
        return demo_chance(d, 45) ? DEMO_ACTIVE : DEMO_OPEN;
    return days > 40 && demo_chance(d, 55) ? DEMO_BACKLOG : DEMO_OPEN;
}

static int64_t most64(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

/* Created when the project was planned, or shortly before it began; begun; ended. */
static void set_times(struct demo_agenda *d, const struct demo_project *p, const struct demo_work *w,
                      struct demo_item *i, int64_t not_before)
{
    bool late = demo_clients[p->client].mood == MOOD_LATE;
    int32_t lead = 4 + demo_below(d, 25), begins = i->start == DEMO_NO_DAY ? i->due - 5 : i->start;
    i->created_us = most64(
        most64(demo_at_work(d, begins - lead), w->created_us + (60 + demo_below(d, 200)) * 60 * US_PER_S), not_before);
    bool begun = i->category == DEMO_ACTIVE || i->category == DEMO_REVIEW || i->category == DEMO_DONE;
    if (begun && !(i->task && (i->task->flags & TASK_MILESTONE)))
        i->started_us = most64(demo_at_work(d, begins), i->created_us + 1800 * US_PER_S);
    if (i->category == DEMO_DONE || i->category == DEMO_CANCELLED) {
        int32_t day = i->due - demo_below(d, 4) + (late ? demo_below(d, 6) : 0);
        i->done_us = most64(demo_at_work(d, workday(day)), most64(i->started_us, i->created_us) + 1800 * US_PER_S);
    }
}

/* ---- the items ---- */

/* So that nobody has weeks of nothing, and nobody years of work: percent of what the plans say. */
static const int effort[DEMO_LANGUAGES][ACTIVITIES] = {
    [DEMO_EN] = {[ACT_PLANNING] = 200,
                 [ACT_DESIGN] = 95,
                 [ACT_WRITING] = 110,
                 [ACT_DEVELOPMENT] = 85,
                 [ACT_REVIEW] = 160,
                 [ACT_CALLS] = 160,
                 [ACT_RESEARCH] = 60,
                 [ACT_ADMIN] = 100},
    [DEMO_FR] = {[ACT_PLANNING] = 300,
                 [ACT_DESIGN] = 190,
                 [ACT_WRITING] = 115,
                 [ACT_DEVELOPMENT] = 95,
                 [ACT_REVIEW] = 220,
                 [ACT_CALLS] = 220,
                 [ACT_RESEARCH] = 70,
                 [ACT_ADMIN] = 140},
};

static void decorate(struct demo_agenda *d, const struct demo_client *c, struct demo_item *i, int estimate)
{
    i->rolls = (unsigned)demo_random(d);
    int roll = demo_below(d, 100);
    i->priority = roll < 8 ? 1 : roll < 28 ? 2 : roll < 70 ? 3 : roll < 82 ? 4 : 0;
    i->assignee = who_does(d, c, i->activity);
    i->second = demo_chance(d, 8) ? who_does(d, c, (enum demo_activity)demo_below(d, ACTIVITIES)) : -1;
    if (i->second == i->assignee)
        i->second = -1;
    if (i->category == DEMO_BACKLOG && demo_chance(d, 35))
        i->assignee = i->second = -1;
    i->estimate_min =
        estimate == 0 || demo_chance(d, 12)
            ? 0
            : (estimate * effort[c->language][i->activity] / 100 * (70 + demo_below(d, 80)) / 100 + 14) / 15 * 15;
    if (i->done_us && i->estimate_min)
        i->spent_min = (i->estimate_min * (55 + demo_below(d, 95)) / 100 + 4) / 5 * 5;
    else if (i->started_us && i->estimate_min && i->due < d->today + 9) /* nearly there */
        i->spent_min = (i->estimate_min * (50 + demo_below(d, 46)) / 100 + 4) / 5 * 5;
    else if (i->started_us && i->estimate_min && demo_chance(d, 70))
        i->spent_min = (i->estimate_min * demo_below(d, 70) / 100 + 4) / 5 * 5;
}

static void add_main(struct demo_agenda *d, int project, const struct candidate *c, int at, int of)
{
    const struct demo_project *p = &demo_projects[project];
    const struct demo_client *client = &demo_clients[p->client];
    struct demo_work *w = &d->work[project];
    struct demo_item *i = &d->items[d->n_items];
    *i = (struct demo_item){
        .project = project, .phase = c->phase, .parent = -1, .task = c->task, .activity = c->task->activity};
    i->due = due_of(p, w, c, at, of);
    i->title = title_of(d, client, c->task, c->variant, i->due);
    i->start = c->task->flags & TASK_MILESTONE ? DEMO_NO_DAY
                                               : workday(i->due - 1 - c->task->estimate_min / 90 - demo_below(d, 5));
    i->category = category_of(d, p, client->mood, i);
    i->recurs = (c->task->flags & (TASK_WEEKLY | TASK_MONTHLY)) && i->category < DEMO_DONE;
    set_times(d, p, w, i, 0);
    decorate(d, client, i, c->task->estimate_min);
    i->id = demo_id(d, i->created_us);
    if (i->category == DEMO_BACKLOG && demo_chance(d, 60))
        i->due = i->start = DEMO_NO_DAY;
    d->n_items++;
}

static void add_mains(struct demo_agenda *d, int project, int most)
{
    struct candidate *list = arena_array(d->arena, struct candidate, CANDIDATES_MAX);
    int n = choose(d, &demo_projects[project], most, list), of[DEMO_PHASES] = {0}, at[DEMO_PHASES] = {0};
    for (int i = 0; i < n; i++)
        of[list[i].phase]++;
    for (int i = 0; i < n; i++) {
        at[list[i].phase]++;
        add_main(d, project, &list[i], at[list[i].phase], of[list[i].phase]);
    }
}

/* "Sketches – Key visual: the dining car" */
static struct str part_title(struct demo_agenda *d, const struct demo_item *m, const char *part)
{
    return arena_format(d->arena, "%s – %.*s", part, STR_FMT(m->title));
}

/* A part is done when its task is; of a task that runs, the first parts are. */
static void add_part(struct demo_agenda *d, int parent, int number, int of, const char *title)
{
    const struct demo_item *m = &d->items[parent];
    const struct demo_project *p = &demo_projects[m->project];
    struct demo_item *i = &d->items[d->n_items];
    *i = (struct demo_item){.project = m->project,
                            .phase = m->phase,
                            .parent = parent,
                            .activity = m->activity,
                            .title = part_title(d, m, title),
                            .start = DEMO_NO_DAY};
    i->due = m->due;
    if (m->due != DEMO_NO_DAY && m->start != DEMO_NO_DAY)
        i->due = workday(m->start + (m->due - m->start) * (number + 1) / of);
    i->category = m->category;
    if (m->category == DEMO_ACTIVE || m->category == DEMO_REVIEW)
        i->category = number * 2 < of || (i->due != DEMO_NO_DAY && i->due < d->today && m->due >= d->today) ? DEMO_DONE
                                                                                                            : DEMO_OPEN;
    if (m->category == DEMO_OPEN && i->due != DEMO_NO_DAY && i->due < d->today)
        i->due = m->due;
    int32_t due = i->due;
    if (due == DEMO_NO_DAY)
        i->due = d->today;
    set_times(d, p, &d->work[m->project], i, m->created_us + 60 * US_PER_S);
    i->due = due;
    if (m->done_us && i->done_us > m->done_us)
        i->done_us = most64(m->done_us - 60 * US_PER_S, i->created_us + 60 * US_PER_S);
    decorate(d, &demo_clients[p->client], i, m->estimate_min / of);
    if (demo_chance(d, 70))
        i->assignee = m->assignee, i->second = -1;
    i->id = demo_id(d, i->created_us);
    d->n_items++;
}

static int add_parts(struct demo_agenda *d, int parent, int most)
{
    const struct demo_item *m = &d->items[parent];
    const char *const *parts = demo_parts[demo_clients[demo_projects[m->project].client].language][m->activity];
    int of = 0, added = 0;
    while (of < 5 && parts[of])
        of++;
    for (int i = 0; i < of && added < most; i++, added++)
        add_part(d, parent, i, of, parts[i]);
    return added;
}

/* Fills the project up to its number of tasks with parts of its larger tasks. */
static void fill(struct demo_agenda *d, int project, int wanted)
{
    struct demo_work *w = &d->work[project];
    int mains = d->n_items - w->first;
    bool *used = arena_array(d->arena, bool, (size_t)mains + 1);
    for (int round = 0; round < 2; round++)
        for (int tries = 0; tries < mains * 3 && d->n_items - w->first < wanted; tries++) {
            int at = demo_below(d, mains);
            const struct demo_item *m = &d->items[w->first + at];
            if (used[at] || (m->task->flags & (TASK_MILESTONE | TASK_WEEKLY | TASK_MONTHLY)) ||
                (round == 0 && m->task->estimate_min < 120))
                continue;
            used[at] = true;
            add_parts(d, w->first + at, wanted - (d->n_items - w->first));
        }
}

static const int weights[KINDS] = {95, 70, 75, 92, 86, 72, 62, 76, 80, 46, 64};

static int weight_of(const struct demo_project *p)
{
    bool not_begun = strcmp(p->state, "draft") == 0 || strcmp(p->state, "agreed") == 0;
    return not_begun ? weights[p->kind] / 2 : weights[p->kind];
}

static void add_project(struct demo_agenda *d, int number, int wanted)
{
    const struct demo_project *p = &demo_projects[number];
    struct demo_work *w = &d->work[number];
    w->start = workday(d->today + p->start);
    w->due = workday(d->today + p->start + p->length);
    w->created_us = demo_at_work(d, w->start - 10 - demo_below(d, 10));
    if (p->start > 0)
        w->created_us = demo_at_work(d, d->today - 6 - demo_below(d, 5));
    w->id = demo_id(d, w->created_us);
    for (int i = 0; i < DEMO_PHASES; i++)
        w->lists[i] = demo_id(d, w->created_us);
    for (int i = 0; i < 6; i++)
        w->statuses[i] = demo_id(d, w->created_us);
    w->first = d->n_items;
    add_mains(d, number, wanted * 66 / 100);
    fill(d, number, wanted);
    w->n = d->n_items - w->first;
    act(d, w->created_us, ACT_PROJECT, number, 0, demo_clients[p->client].manager);
}

/* Projects that ran out of ideas leave tasks to the next ones, the last takes what is left. */
static void add_projects(struct demo_agenda *d)
{
    int sum = 0, left = DEMO_TASKS;
    for (int i = 0; i < DEMO_PROJECTS; i++)
        sum += weight_of(&demo_projects[i]);
    for (int i = 0; i < DEMO_PROJECTS; i++) {
        int weight = weight_of(&demo_projects[i]);
        add_project(d, i, left * weight / sum);
        left -= d->work[i].n;
        sum -= weight;
    }
}

/* ---- what happens to them ---- */

static void add_comments(struct demo_agenda *d, int item)
{
    const struct demo_item *i = &d->items[item];
    const struct demo_client *c = &demo_clients[demo_projects[i->project].client];
    bool talked = i->started_us && demo_chance(d, i->parent < 0 ? 56 : 16);
    int64_t until = i->done_us ? i->done_us : d->now_us - 3600 * US_PER_S;
    int n = talked ? 1 + demo_below(d, 3) : 0, first = demo_below(d, DEMO_COMMENTS);
    for (int k = 0; k < n; k++) {
        int64_t span = (until - i->started_us) / US_PER_S;
        int64_t at =
            i->started_us + (span > 60 ? demo_below(d, (int)(span < 100000000 ? span : 100000000)) : 30) * US_PER_S;
        int who = demo_chance(d, 40) || i->assignee < 0 ? c->manager
                  : demo_chance(d, 60)                  ? i->assignee
                                                        : who_does(d, c, ACT_REVIEW);
        act(d, at, ACT_COMMENT, item, (first + k * 5) % DEMO_COMMENTS, who);
    }
}

static void add_dependencies(struct demo_agenda *d, int project)
{
    const struct demo_work *w = &d->work[project];
    int last = -1;
    for (int k = 0; k < w->n; k++) {
        const struct demo_item *i = &d->items[w->first + k];
        if (i->parent >= 0 || (i->task->flags & (TASK_WEEKLY | TASK_MONTHLY)))
            continue;
        bool milestone = i->task->flags & TASK_MILESTONE;
        bool fits = last >= 0 && d->items[last].phase == i->phase && (milestone || demo_chance(d, 34));
        if (fits) {
            int64_t at = most64(i->created_us, d->items[last].created_us) + 120 * US_PER_S;
            act(d, at, ACT_DEPENDENCY, w->first + k, last, demo_clients[demo_projects[project].client].manager);
        }
        last = w->first + k;
    }
}

static void add_life(struct demo_agenda *d)
{
    for (int k = 0; k < d->n_items; k++) {
        const struct demo_item *i = &d->items[k];
        int manager = demo_clients[demo_projects[i->project].client].manager,
            doer = i->assignee < 0 ? manager : i->assignee;
        act(d, i->created_us, ACT_TASK, k, 0, i->parent < 0 ? manager : doer);
        if (i->started_us)
            act(d, i->started_us, ACT_START, k, 0, doer);
        if (i->done_us)
            act(d, i->done_us, ACT_DONE, k, 0, doer);
        add_comments(d, k);
    }
    for (int p = 0; p < DEMO_PROJECTS; p++) {
        add_dependencies(d, p);
        act(d, d->items[d->work[p].first].created_us + 300 * US_PER_S, ACT_FILE, d->work[p].first, 0,
            demo_clients[demo_projects[p].client].manager);
    }
}

static int by_time(const void *x, const void *y)
{
    const struct demo_action *a = x, *b = y;
    if (a->time_us != b->time_us)
        return a->time_us < b->time_us ? -1 : 1;
    return a->order - b->order;
}

void demo_agenda_make(struct demo_agenda *d, struct arena *a, uint64_t seed, int64_t now_us)
{
    *d = (struct demo_agenda){.arena = a, .today = instant_day(now_us), .now_us = now_us};
    d->state = seed * UINT64_C(0xD1342543DE82EF95) + 1;
    d->now_us = d->today * US_PER_DAY - 6 * 3600 * US_PER_S; /* the last evening, at whatever hour it is asked for */
    d->items = arena_array(a, struct demo_item, DEMO_TASKS + 64);
    add_projects(d);
    add_life(d);
    qsort(d->actions, (size_t)d->n_actions, sizeof *d->actions, by_time);
    demo_log_make(d);
}
