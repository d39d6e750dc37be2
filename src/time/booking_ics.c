#include "base/error.h"
#include "time/booking.h"
#include <libical/ical.h>
#include <stdlib.h>

static icaltimetype utc(int64_t time_us)
{
    return icaltime_from_timet_with_zone((time_t)(time_us / US_PER_S), 0, icaltimezone_get_utc_timezone());
}

static void add(icalcomponent *c, icalproperty *p)
{
    if (p)
        icalcomponent_add_property(c, p);
}

int booked_ics(struct arena *a, const struct booked *b, struct str link, struct buf *out)
{
    char id[ID_TEXT + 1];
    id_write(b->id, id);
    icalcomponent *calendar = icalcomponent_new(ICAL_VCALENDAR_COMPONENT);
    icalcomponent *event = icalcomponent_new(ICAL_VEVENT_COMPONENT);
    add(calendar, icalproperty_new_version("2.0"));
    add(calendar, icalproperty_new_prodid("-//Aplomb//Booking//EN"));
    add(calendar, icalproperty_new_method(ICAL_METHOD_PUBLISH));
    add(event, icalproperty_new_uid(arena_format(a, "%s@aplomb", id).at));
    add(event, icalproperty_new_dtstamp(utc(b->updated_us)));
    add(event, icalproperty_new_sequence((int)b->version - 1));
    add(event, icalproperty_new_dtstart(utc(b->start_us)));
    add(event, icalproperty_new_dtend(utc(b->end_us)));
    add(event, icalproperty_new_summary(arena_format(a, "%.*s · %.*s", STR_FMT(b->title), STR_FMT(b->person)).at));
    add(event, icalproperty_new_description(
                   arena_format(a, "%.*s%s%.*s", STR_FMT(b->note), b->note.n ? "\n\n" : "", STR_FMT(link)).at));
    add(event, icalproperty_new_url(arena_cstr(a, link)));
    add(event, icalproperty_new_status(b->cancelled ? ICAL_STATUS_CANCELLED : ICAL_STATUS_CONFIRMED));
    icalcomponent_add_component(calendar, event);
    char *text = icalcomponent_as_ical_string_r(calendar);
    if (text)
        buf_text(out, text);
    icalcomponent_free(calendar);
    if (!text)
        return ERR_INTERNAL;
    icalmemory_free_buffer(text);
    return 0;
}
