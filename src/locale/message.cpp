#include <cstring>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include <unicode/messagepattern.h>
#include <unicode/msgfmt.h>
#include <unicode/timezone.h>

extern "C" {
#include "base/buf.h"
}
#include "locale/message.h"

struct message {
    std::unique_ptr<icu::MessageFormat> format;
    std::string names;
};

static std::string names_of(const icu::MessagePattern &pattern)
{
    std::set<std::string> names;
    for (int32_t i = 0; i < pattern.countParts(); i++) {
        const auto &part = pattern.getPart(i);
        if (part.getType() != UMSGPAT_PART_TYPE_ARG_NAME && part.getType() != UMSGPAT_PART_TYPE_ARG_NUMBER)
            continue;
        std::string name;
        names.insert(pattern.getSubstring(part).toUTF8String(name));
    }
    std::string all;
    for (const auto &name : names)
        all += (all.empty() ? "" : " ") + name;
    return all;
}

/* Dates and times of plain English are those of most of its readers here: 3 December, 23:30. */
static icu::Locale locale_of(const char *locale)
{
    return icu::Locale(strcmp(locale, "en") == 0 ? "en_GB" : locale);
}

struct message *message_parse(const char *locale, struct str pattern, char *error, size_t error_room)
{
    UErrorCode status = U_ZERO_ERROR;
    UParseError at;
    auto text = icu::UnicodeString::fromUTF8(icu::StringPiece(pattern.at, static_cast<int32_t>(pattern.n)));
    icu::MessagePattern parts(text, &at, status);
    auto m = std::make_unique<message>();
    m->format = std::make_unique<icu::MessageFormat>(text, locale_of(locale), at, status);
    if (U_FAILURE(status)) {
        snprintf(error, error_room, "%s at character %d", u_errorName(status), at.offset);
        return nullptr;
    }
    m->names = names_of(parts);
    /* Instants in messages read in UTC unless their message says otherwise, not in the zone of the server. */
    static const bool utc = (icu::TimeZone::setDefault(*icu::TimeZone::getGMT()), true);
    (void)utc;
    return m.release();
}

void message_free(struct message *m)
{
    delete m;
}

static icu::Formattable value_of(const struct message_arg &arg)
{
    switch (arg.kind) {
    case MESSAGE_INT:
        return icu::Formattable(arg.i);
    case MESSAGE_REAL:
        return icu::Formattable(arg.r);
    case MESSAGE_INSTANT:
        return icu::Formattable(static_cast<UDate>(arg.i) / 1000.0, icu::Formattable::kIsDate);
    case MESSAGE_TEXT:
        break;
    }
    return icu::Formattable(
        icu::UnicodeString::fromUTF8(icu::StringPiece(arg.text.at, static_cast<int32_t>(arg.text.n))));
}

void message_write(struct message *m, struct buf *out, size_t n, const struct message_arg *args)
{
    std::vector<icu::UnicodeString> names;
    std::vector<icu::Formattable> values;
    for (size_t i = 0; i < n; i++) {
        names.push_back(icu::UnicodeString::fromUTF8(args[i].name));
        values.push_back(value_of(args[i]));
    }
    UErrorCode status = U_ZERO_ERROR;
    icu::UnicodeString result;
    m->format->format(names.data(), values.data(), static_cast<int32_t>(n), result, status);
    std::string text;
    result.toUTF8String(text);
    buf_add(out, text.data(), text.size());
}

void message_names(const struct message *m, struct buf *out)
{
    buf_add(out, m->names.data(), m->names.size());
}
