#include "exchange/dates.h"
#include "exchange/text.h"

#define PARTS_MAX 12
#define TEXT_MAX  80

enum part_kind { PART_NUMBER, PART_MONTH, PART_MERIDIEM, PART_ZONE, PART_NOISE };

struct part {
    enum part_kind kind;
    int64_t value;
    int figures;
    char before, after; /* the characters around it, 0 at the ends */
};

struct parts {
    struct part at[PARTS_MAX];
    size_t n;
    bool has_offset;
    int32_t offset_s;
};

/* Beginnings that tell the months, folded. */
static const struct {
    const char *start;
    int month;
} months[] = {
    {"jan", 1}, {"fev", 2}, {"feb", 2},  {"mar", 3},  {"maer", 3}, {"avr", 4},  {"apr", 4},
    {"mai", 5}, {"may", 5}, {"juin", 6}, {"jun", 6},  {"juil", 7}, {"jul", 7},  {"aou", 8},
    {"aug", 8}, {"sep", 9}, {"oct", 10}, {"okt", 10}, {"nov", 11}, {"dec", 12}, {"dez", 12},
};

static int month_of(struct str word)
{
    for (size_t i = 0; i < sizeof months / sizeof *months; i++)
        if (text_starts(word, str_of(months[i].start)))
            return months[i].month;
    return 0;
}

static bool is_figure(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80;
}

static bool word_in(struct str w, const char *const *list)
{
    for (; *list != NULL; list++)
        if (str_is(w, *list))
            return true;
    return false;
}

static const char *const noise[] = {
    "t",      "at",       "on",       "le",     "a",        "de",     "of",       "st",      "nd",        "rd",
    "th",     "er",       "h",        "heures", "min",      "s",      "monday",   "tuesday", "wednesday", "thursday",
    "friday", "saturday", "sunday",   "mon",    "tue",      "wed",    "thu",      "fri",     "sat",       "sun",
    "lundi",  "mardi",    "mercredi", "jeudi",  "vendredi", "samedi", "dimanche", "lun",     "mer",       "jeu",
    "ven",    "sam",      "dim",      "um",     "uhr",      NULL};
static const char *const zulu[] = {"z", "utc", "gmt", NULL};
static const struct {
    const char *name;
    int hours;
} zones[] = {{"cet", 1},  {"cest", 2}, {"bst", 1},  {"est", -5}, {"edt", -4}, {"cst", -6},
             {"cdt", -5}, {"mst", -7}, {"mdt", -6}, {"pst", -8}, {"pdt", -7}};

static int take_word(struct parts *p, struct str w, struct part *part)
{
    if (str_is(w, "am") || str_is(w, "pm")) {
        *part = (struct part){.kind = PART_MERIDIEM, .value = w.at[0] == 'p'};
        return 0;
    }
    /* a weekday may begin like a month ("mardi", "mar 3"): whole words of the noise come first */
    part->kind = PART_NOISE;
    if (word_in(w, zulu)) {
        p->has_offset = true;
        return 0;
    }
    if (word_in(w, noise))
        return 0;
    for (size_t i = 0; i < sizeof zones / sizeof *zones; i++)
        if (str_is(w, zones[i].name)) {
            p->has_offset = true;
            p->offset_s = zones[i].hours * 3600;
            return 0;
        }
    int month = month_of(w);
    if (month == 0)
        return -1;
    *part = (struct part){.kind = PART_MONTH, .value = month};
    return 0;
}

static int part_add(struct parts *p, struct part part)
{
    if (part.kind == PART_NOISE)
        return 0;
    if (p->n == PARTS_MAX)
        return -1;
    p->at[p->n++] = part;
    return 0;
}

static size_t read_figures(struct str s, size_t i, struct part *part)
{
    size_t start = i;
    int64_t v = 0;
    while (i < s.n && is_figure(s.at[i]) && i - start < 17)
        v = v * 10 + (s.at[i++] - '0');
    *part = (struct part){.kind = PART_NUMBER, .value = v, .figures = (int)(i - start)};
    part->before = start > 0 ? s.at[start - 1] : 0;
    part->after = i < s.n ? s.at[i] : 0;
    return i;
}

/* "+1", "+01:00", "-0530" behind a time: returns the end, or 0 where it is not one. */
static size_t read_offset(struct parts *p, struct str s, size_t i)
{
    struct part h, m = {0};
    int sign = s.at[i] == '-' ? -1 : 1;
    i = read_figures(s, i + 1, &h);
    if (h.figures == 0 || h.figures > 4)
        return 0;
    if (h.figures > 2) {
        m.value = h.value % 100;
        h.value /= 100;
    } else if (i + 1 < s.n && s.at[i] == ':' && is_figure(s.at[i + 1])) {
        i = read_figures(s, i + 1, &m);
    }
    if (h.value > 15 || m.value > 59)
        return 0;
    p->has_offset = true;
    p->offset_s = sign * (int32_t)(h.value * 3600 + m.value * 60);
    return i;
}

static bool has_time(const struct parts *p)
{
    for (size_t i = 0; i < p->n; i++)
        if (p->at[i].kind == PART_NUMBER && (p->at[i].before == ':' || p->at[i].before == 'h'))
            return true;
    return false;
}

/* In a time, "12:44:07.123" ends with a fraction that is not wanted. */
static bool is_fraction(const struct parts *p, const struct part *part)
{
    const struct part *last = p->n > 0 ? &p->at[p->n - 1] : NULL;
    return (part->before == '.' || part->before == ',') && last != NULL && last->kind == PART_NUMBER &&
           last->before == ':' && has_time(p);
}

static int split(struct str s, struct parts *p)
{
    for (size_t i = 0; i < s.n;) {
        struct part part = {0};
        size_t offset_end;
        if (is_figure(s.at[i])) {
            i = read_figures(s, i, &part);
            if (!is_fraction(p, &part) && part_add(p, part) != 0)
                return -1;
        } else if (is_letter(s.at[i])) {
            size_t start = i;
            while (i < s.n && is_letter(s.at[i]))
                i++;
            if (take_word(p, (struct str){s.at + start, i - start}, &part) != 0 || part_add(p, part) != 0)
                return -1;
        } else if ((s.at[i] == '+' || s.at[i] == '-') && (has_time(p) || p->has_offset) &&
                   (offset_end = read_offset(p, s, i)) != 0) {
            i = offset_end;
        } else if (strchr(" /-.,:()[]'", s.at[i]) != NULL) {
            i++;
        } else {
            return -1;
        }
    }
    return 0;
}

static int year_of(const struct part *p)
{
    if (p->figures == 4)
        return (int)p->value;
    if (p->figures == 2)
        return (int)p->value + (p->value < 70 ? 2000 : 1900);
    return 0;
}

static int day_from(int year, int month, int day, int32_t *ret_day)
{
    if (year < 1 || month < 1 || month > 12 || day < 1 || day > civil_month_days(year, month))
        return -1;
    *ret_day = civil_to_day((struct civil){year, month, day});
    return 0;
}

/* The first parts are the date; returns how many, or 0. */
static size_t take_date(const struct parts *p, enum date_order order, int32_t *ret_day)
{
    const struct part *a = p->at;
    if (p->n < 3)
        return 0;
    bool number[3] = {a[0].kind == PART_NUMBER, a[1].kind == PART_NUMBER, a[2].kind == PART_NUMBER};
    int failed = -1;
    if (number[0] && a[1].kind == PART_MONTH && number[2]) {
        if (a[0].figures == 4) /* 2026 March 5 */
            failed = day_from((int)a[0].value, (int)a[1].value, (int)a[2].value, ret_day);
        else
            failed = day_from(year_of(&a[2]), (int)a[1].value, (int)a[0].value, ret_day);
    } else if (a[0].kind == PART_MONTH && number[1] && number[2]) {
        failed = day_from(year_of(&a[2]), (int)a[0].value, (int)a[1].value, ret_day);
    } else if (number[0] && number[1] && number[2]) {
        if (a[0].figures == 4)
            failed = day_from((int)a[0].value, (int)a[1].value, (int)a[2].value, ret_day);
        else if (order == DATE_DAY_MONTH)
            failed = day_from(year_of(&a[2]), (int)a[1].value, (int)a[0].value, ret_day);
        else if (order == DATE_MONTH_DAY)
            failed = day_from(year_of(&a[2]), (int)a[0].value, (int)a[1].value, ret_day);
    }
    return failed == 0 ? 3 : 0;
}

static int take_time(const struct parts *p, size_t i, int32_t *ret_second)
{
    int64_t v[3] = {0};
    size_t n = 0;
    bool pm = false, meridiem = false;
    for (; i < p->n; i++) {
        if (p->at[i].kind == PART_MERIDIEM) {
            meridiem = true;
            pm = p->at[i].value == 1;
        } else if (p->at[i].kind == PART_NUMBER && n < 3 && !meridiem) {
            v[n++] = p->at[i].value;
        } else {
            return -1;
        }
    }
    if (n == 0) {
        *ret_second = -1;
        return meridiem ? -1 : 0;
    }
    if (meridiem && (v[0] < 1 || v[0] > 12))
        return -1;
    if (meridiem)
        v[0] = v[0] % 12 + (pm ? 12 : 0);
    if (v[0] > 24 || v[1] > 59 || v[2] > 60 || (v[0] == 24 && (v[1] > 0 || v[2] > 0)))
        return -1;
    *ret_second = (int32_t)(v[0] * 3600 + v[1] * 60 + (v[2] < 60 ? v[2] : 59));
    return 0;
}

/* A day, a month or its name, and a year: three figures at least. Most cells of a table are told apart by this. */
static bool has_figures(struct str text)
{
    int n = 0;
    for (size_t i = 0; i < text.n && n < 3; i++)
        n += is_figure(text.at[i]);
    return n == 3;
}

int date_time_read(struct str text, enum date_order order, struct date_time *ret_time)
{
    text = text_trim(text);
    if (text.n > TEXT_MAX || !has_figures(text))
        return -1;
    struct arena a;
    arena_init(&a);
    struct str folded = text_fold(&a, text);
    struct parts p = {0};
    struct date_time t = {.second = -1};
    int failed = split(folded, &p);
    arena_release(&a);
    size_t n = failed != 0 ? 0 : take_date(&p, order, &t.day);
    if (n == 0 || take_time(&p, n, &t.second) != 0)
        return -1;
    if (t.second == 86400) {
        t.second = 0;
        t.day++;
    }
    t.has_offset = p.has_offset && t.second >= 0;
    t.offset_s = t.has_offset ? p.offset_s : 0;
    *ret_time = t;
    return 0;
}

int64_t date_time_instant(const struct date_time *t, int32_t offset_s)
{
    int64_t second = t->second < 0 ? 0 : t->second;
    return t->day * US_PER_DAY + (second - (t->has_offset ? t->offset_s : offset_s)) * US_PER_S;
}

int date_epoch_read(struct str text, int64_t *ret_time_us)
{
    int64_t v;
    text = text_trim(text);
    if (text_int(text, &v) != 0 || v <= 0)
        return -1;
    int64_t us;
    if (v >= INT64_C(10000000000) && v < INT64_C(253402300800000))
        us = v * 1000;
    else if (v >= INT64_C(100000000) && v < INT64_C(10000000000))
        us = v * US_PER_S;
    else
        return -1;
    *ret_time_us = us;
    return 0;
}

void date_guess_add(struct date_guess *g, struct str text)
{
    struct date_time dm, md;
    text = text_trim(text);
    if (text.n == 0)
        return;
    g->cells++;
    bool as_dm = date_time_read(text, DATE_DAY_MONTH, &dm) == 0, as_md = date_time_read(text, DATE_MONTH_DAY, &md) == 0;
    g->read += as_dm || as_md;
    if (as_dm && as_md)
        g->either += dm.day != md.day;
    else if (as_dm)
        g->day_first++;
    else if (as_md)
        g->month_first++;
}

enum date_order date_guess_order(const struct date_guess *g, bool *ret_ask)
{
    *ret_ask = false;
    if (g->day_first > 0 && g->month_first == 0)
        return DATE_DAY_MONTH;
    if (g->month_first > 0 && g->day_first == 0)
        return DATE_MONTH_DAY;
    *ret_ask = g->either > 0 || (g->day_first > 0 && g->month_first > 0);
    return DATE_ORDER_UNKNOWN;
}

/* ---- numbers ---- */

struct number_text {
    char plain[48]; /* figures, points and commas only */
    size_t n, points, commas, last_point, last_comma;
    bool negative, percent;
};

static bool currency_at(struct str s, size_t i, size_t *ret_n)
{
    static const char *const signs[] = {"€", "$", "£", "%", "EUR", "USD", "CHF", "GBP"};
    for (size_t k = 0; k < sizeof signs / sizeof *signs; k++)
        if (text_starts((struct str){s.at + i, s.n - i}, str_of(signs[k]))) {
            *ret_n = strlen(signs[k]);
            return true;
        }
    return false;
}

static int number_split(struct str s, struct number_text *t)
{
    *t = (struct number_text){0};
    s = text_trim(s);
    for (size_t i = 0; i < s.n;) {
        size_t k = 1;
        char c = s.at[i];
        if (is_figure(c) || c == '.' || c == ',') {
            if (t->n + 1 >= sizeof t->plain)
                return -1;
            if (c == '.')
                t->points++, t->last_point = t->n;
            if (c == ',')
                t->commas++, t->last_comma = t->n;
            t->plain[t->n++] = c;
        } else if (c == '-' && t->n == 0) {
            t->negative = true;
        } else if (text_starts((struct str){s.at + i, s.n - i}, STR("\xC2\xA0"))) {
            k = 2;
        } else if (text_starts((struct str){s.at + i, s.n - i}, STR("\xE2\x80\xAF"))) {
            k = 3;
        } else if (!currency_at(s, i, &k) && c != ' ' && c != '\'' && !(c == '+' && t->n == 0)) {
            return -1;
        }
        i += k;
    }
    return t->n > t->points + t->commas ? 0 : -1;
}

/* The decimal sign of this one text, as far as it tells. */
static enum number_point number_tells(const struct number_text *t, bool *ret_either)
{
    *ret_either = false;
    if (t->points == 0 && t->commas == 0)
        return NUMBER_POINT;
    if (t->points > 0 && t->commas > 0)
        return t->last_point > t->last_comma ? NUMBER_POINT : NUMBER_COMMA;
    size_t many = t->points + t->commas, last = t->points > 0 ? t->last_point : t->last_comma;
    enum number_point it = t->points > 0 ? NUMBER_POINT : NUMBER_COMMA,
                      other = t->points > 0 ? NUMBER_COMMA : NUMBER_POINT;
    if (many > 1)
        return other; /* 1.234.567 */
    if (t->n - last - 1 != 3 || last > 3 || last == 0 || t->plain[0] == '0')
        return it;
    *ret_either = true; /* 1,234 */
    return NUMBER_POINT_UNKNOWN;
}

int number_read(struct str text, enum number_point point, double *ret_value)
{
    struct number_text t;
    bool either;
    if (number_split(text, &t) != 0)
        return -1;
    enum number_point told = number_tells(&t, &either);
    if (!either)
        point = told;
    else if (point == NUMBER_POINT_UNKNOWN)
        return -1;
    char decimal = point == NUMBER_COMMA ? ',' : '.';
    double v = 0, unit = 1;
    bool behind = false;
    for (size_t i = 0; i < t.n; i++) {
        if (t.plain[i] == decimal) {
            if (behind)
                return -1;
            behind = true;
        } else if (is_figure(t.plain[i])) {
            v = v * 10 + (t.plain[i] - '0');
            unit *= behind ? 10 : 1;
        }
    }
    *ret_value = (t.negative ? -v : v) / unit;
    return 0;
}

void number_guess_add(struct number_guess *g, struct str text)
{
    struct number_text t;
    bool either;
    if (text_trim(text).n == 0)
        return;
    g->cells++;
    if (number_split(text, &t) != 0)
        return;
    g->read++;
    enum number_point told = number_tells(&t, &either);
    g->either += either;
    g->comma += told == NUMBER_COMMA;
    g->point += told == NUMBER_POINT && t.points + t.commas > 0;
}

enum number_point number_guess_point(const struct number_guess *g, bool *ret_ask)
{
    *ret_ask = false;
    if (g->comma > 0 && g->point == 0)
        return NUMBER_COMMA;
    if (g->point > 0 && g->comma == 0)
        return NUMBER_POINT;
    *ret_ask = g->either > 0;
    return NUMBER_POINT_UNKNOWN;
}

/* ---- lengths of time ---- */

static double unit_s(struct str unit)
{
    static const struct {
        const char *name;
        double seconds;
    } units[] = {
        {"h", 3600},
        {"hr", 3600},
        {"hrs", 3600},
        {"hour", 3600},
        {"hours", 3600},
        {"heure", 3600},
        {"heures", 3600},
        {"m", 60},
        {"mn", 60},
        {"min", 60},
        {"mins", 60},
        {"minute", 60},
        {"minutes", 60},
        {"s", 1},
        {"sec", 1},
        {"second", 1},
        {"seconds", 1},
        {"d", 8 * 3600},
        {"day", 8 * 3600},
        {"days", 8 * 3600},
        {"j", 8 * 3600},
        {"jour", 8 * 3600},
        {"jours", 8 * 3600},
        {"w", 40 * 3600},
        {"week", 40 * 3600},
        {"weeks", 40 * 3600},
        {"semaine", 40 * 3600},
        {"semaines", 40 * 3600},
    };
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (str_is(unit, units[i].name))
            return units[i].seconds;
    return 0;
}

static size_t read_amount(struct str s, size_t i, double *ret_value)
{
    double v = 0, unit = 1;
    bool behind = false;
    for (; i < s.n && (is_figure(s.at[i]) || (!behind && (s.at[i] == '.' || s.at[i] == ','))); i++) {
        if (!is_figure(s.at[i])) {
            behind = true;
            continue;
        }
        v = v * 10 + (s.at[i] - '0');
        unit *= behind ? 10 : 1;
    }
    *ret_value = v / unit;
    return i;
}

static int to_minutes(double seconds, int64_t *ret_min)
{
    if (!(seconds >= 0 && seconds < 1e10))
        return -1;
    *ret_min = (int64_t)(seconds / 60 + 0.5);
    return 0;
}

static int read_clock(struct str s, int64_t *ret_min)
{
    double part[3] = {0};
    size_t n = 0, i = 0;
    for (;;) {
        size_t end = read_amount(s, i, &part[n]);
        if (end == i)
            return -1;
        n++;
        if (end == s.n)
            break;
        if (s.at[end] != ':' || n == 3)
            return -1;
        i = end + 1;
    }
    return to_minutes(part[0] * 3600 + part[1] * 60 + part[2], ret_min);
}

static int read_units(struct str s, double bare_s, int64_t *ret_min)
{
    double sum = 0, last = 0;
    size_t parts = 0;
    for (size_t i = 0; i < s.n;) {
        double amount;
        size_t end = read_amount(s, i, &amount);
        if (end == i)
            return -1;
        while (end < s.n && s.at[end] == ' ')
            end++;
        size_t start = end;
        while (end < s.n && is_letter(s.at[end]))
            end++;
        double unit = unit_s((struct str){s.at + start, end - start});
        if (start == end) /* "1h30": minutes; a number alone: the column's unit */
            unit = parts == 0 ? bare_s : last == 3600 ? 60 : 0;
        if (unit == 0)
            return -1;
        sum += amount * unit;
        last = unit;
        parts++;
        for (i = end; i < s.n && (s.at[i] == ' ' || s.at[i] == ',');)
            i++;
    }
    return parts == 0 ? -1 : to_minutes(sum, ret_min);
}

int duration_read(struct str text, double bare_s, int64_t *ret_min)
{
    text = text_trim(text);
    if (text.n == 0 || text.n > TEXT_MAX)
        return -1;
    struct arena a;
    arena_init(&a);
    struct str s = text_fold(&a, text);
    if (text_starts(s, STR("pt")))
        s = (struct str){s.at + 2, s.n - 2};
    int code = text_contains(s, STR(":")) ? read_clock(s, ret_min) : read_units(s, bare_s, ret_min);
    arena_release(&a);
    return code;
}
