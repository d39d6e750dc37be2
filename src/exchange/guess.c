/* What words of other tools mean here. */
#include "exchange/plan.h"
#include "exchange/text.h"

/* Beginnings of words, folded; the first line that has one decides. So "not done" stands before "done". */
static const struct {
    const char *word;
    enum plan_category category;
} states[] = {
    {"cancel", CATEGORY_CANCELLED},   {"annul", CATEGORY_CANCELLED},    {"abandon", CATEGORY_CANCELLED},
    {"won't", CATEGORY_CANCELLED},    {"wont", CATEGORY_CANCELLED},     {"rejet", CATEGORY_CANCELLED},
    {"reject", CATEGORY_CANCELLED},   {"refus", CATEGORY_CANCELLED},    {"duplicate", CATEGORY_CANCELLED},
    {"doublon", CATEGORY_CANCELLED},  {"obsolete", CATEGORY_CANCELLED}, {"invalid", CATEGORY_CANCELLED},
    {"archiv", CATEGORY_CANCELLED},   {"not started", CATEGORY_OPEN},   {"pas commenc", CATEGORY_OPEN},
    {"non commenc", CATEGORY_OPEN},   {"to be done", CATEGORY_OPEN},    {"reopen", CATEGORY_OPEN},
    {"rouvert", CATEGORY_OPEN},       {"review", CATEGORY_REVIEW},      {"revue", CATEGORY_REVIEW},
    {"relecture", CATEGORY_REVIEW},   {"a valider", CATEGORY_REVIEW},   {"validation", CATEGORY_REVIEW},
    {"a verifier", CATEGORY_REVIEW},  {"verif", CATEGORY_REVIEW},       {"approval", CATEGORY_REVIEW},
    {"approbation", CATEGORY_REVIEW}, {"test", CATEGORY_REVIEW},        {"qa", CATEGORY_REVIEW},
    {"recette", CATEGORY_REVIEW},     {"waiting", CATEGORY_REVIEW},     {"en attente", CATEGORY_REVIEW},
    {"attente", CATEGORY_REVIEW},     {"feedback", CATEGORY_REVIEW},    {"retour client", CATEGORY_REVIEW},
    {"controle", CATEGORY_REVIEW},    {"backlog", CATEGORY_BACKLOG},    {"idea", CATEGORY_BACKLOG},
    {"idee", CATEGORY_BACKLOG},       {"icebox", CATEGORY_BACKLOG},     {"someday", CATEGORY_BACKLOG},
    {"later", CATEGORY_BACKLOG},      {"plus tard", CATEGORY_BACKLOG},  {"reserve", CATEGORY_BACKLOG},
    {"done", CATEGORY_DONE},          {"complete", CATEGORY_DONE},      {"closed", CATEGORY_DONE},
    {"resolved", CATEGORY_DONE},      {"finish", CATEGORY_DONE},        {"ship", CATEGORY_DONE},
    {"deliver", CATEGORY_DONE},       {"live", CATEGORY_DONE},          {"termin", CATEGORY_DONE},
    {"fini", CATEGORY_DONE},          {"fait", CATEGORY_DONE},          {"clos", CATEGORY_DONE},
    {"ferme", CATEGORY_DONE},         {"livre", CATEGORY_DONE},         {"resolu", CATEGORY_DONE},
    {"acheve", CATEGORY_DONE},        {"publie", CATEGORY_DONE},        {"approved", CATEGORY_DONE},
    {"valide", CATEGORY_DONE},        {"accepte", CATEGORY_DONE},       {"released", CATEGORY_DONE},
    {"in progress", CATEGORY_ACTIVE}, {"en cours", CATEGORY_ACTIVE},    {"progress", CATEGORY_ACTIVE},
    {"doing", CATEGORY_ACTIVE},       {"started", CATEGORY_ACTIVE},     {"active", CATEGORY_ACTIVE},
    {"working", CATEGORY_ACTIVE},     {"wip", CATEGORY_ACTIVE},         {"develop", CATEGORY_ACTIVE},
    {"commenc", CATEGORY_ACTIVE},     {"blocked", CATEGORY_ACTIVE},     {"bloque", CATEGORY_ACTIVE},
    {"on hold", CATEGORY_ACTIVE},     {"design", CATEGORY_ACTIVE},      {"production", CATEGORY_ACTIVE},
};

/* At the beginning of the text or of a word in it. */
static bool has_word(struct str text, const char *word)
{
    size_t n = strlen(word);
    for (size_t i = 0; i + n <= text.n; i++)
        if ((i == 0 || text.at[i - 1] == ' ' || text.at[i - 1] == '-' || text.at[i - 1] == '/') &&
            memcmp(text.at + i, word, n) == 0)
            return true;
    return false;
}

enum plan_category plan_category_guess(struct arena *a, struct str status)
{
    struct str folded = text_fold(a, status);
    for (size_t i = 0; i < sizeof states / sizeof *states; i++)
        if (has_word(folded, states[i].word))
            return states[i].category;
    return CATEGORY_OPEN;
}

int plan_category_find(struct str name)
{
    for (int i = 0; i < CATEGORIES; i++)
        if (str_is(name, plan_category_names[i]))
            return i;
    return -1;
}

static const struct {
    const char *word;
    int priority;
} priorities[] = {
    {"1", 1},
    {"2", 2},
    {"3", 3},
    {"4", 4},
    {"p1", 1},
    {"p2", 2},
    {"p3", 3},
    {"p4", 4},
    {"p0", 1},
    {"urgent", 1},
    {"urgente", 1},
    {"blocker", 1},
    {"bloquant", 1},
    {"highest", 1},
    {"critical", 1},
    {"critique", 1},
    {"immediate", 1},
    {"tres haute", 1},
    {"la plus haute", 1},
    {"high", 2},
    {"haute", 2},
    {"haut", 2},
    {"elevee", 2},
    {"important", 2},
    {"importante", 2},
    {"major", 3},
    {"majeur", 3},
    {"majeure", 3},
    {"normal", 3},
    {"normale", 3},
    {"medium", 3},
    {"moyenne", 3},
    {"moyen", 3},
    {"moderate", 3},
    {"minor", 4},
    {"mineur", 4},
    {"mineure", 4},
    {"low", 4},
    {"basse", 4},
    {"bas", 4},
    {"faible", 4},
    {"lowest", 4},
    {"trivial", 4},
    {"triviale", 4},
    {"la plus basse", 4},
};

int plan_priority_guess(struct arena *a, struct str word)
{
    struct str folded = text_fold(a, word);
    for (size_t i = 0; i < sizeof priorities / sizeof *priorities; i++)
        if (str_is(folded, priorities[i].word))
            return priorities[i].priority;
    return 0;
}

bool plan_yes(struct arena *a, struct str word)
{
    static const char *const yes[] = {"1",       "true", "yes", "y", "x", "oui",      "o",        "vrai",
                                      "checked", "done", "on",  "✓", "✔", "complete", "completed"};
    struct str folded = text_fold(a, word);
    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
        if (str_is(folded, yes[i]))
            return true;
    return false;
}
