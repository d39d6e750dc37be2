/* Calendars outside: what counts as busy in files as Google, Outlook and others write them, and which addresses are
 * connected to, also behind a redirect. */
#include "unit.h"
#include "base/civil.h"
#include "base/error.h"
#include "time/fetch.h"
#include "time/ics.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>

static struct arena arena;

static int64_t at(const char *text)
{
    int64_t us;
    assert_int_equal(instant_parse(str_of(text), &us), 0);
    return us;
}

/* "from until;from until": the busy times of 2026 in a calendar of these events, for somebody in Paris. */
static void assert_busy(const char *events, const char *expected)
{
    struct ics_span *spans;
    size_t n;
    char seen[4000] = "", start[28], end[28];
    struct str text = arena_format(&arena, "BEGIN:VCALENDAR\r\n%sEND:VCALENDAR\r\n", events);
    assert_int_equal(
        ics_busy(&arena, text, "Europe/Paris", at("2026-01-01T00:00:00Z"), at("2027-01-01T00:00:00Z"), &spans, &n), 0);
    for (size_t i = 0; i < n; i++) {
        instant_write(spans[i].start_us, start);
        instant_write(spans[i].end_us, end);
        snprintf(seen + strlen(seen), sizeof seen - strlen(seen), "%s%.16s %.16s", i ? ";" : "", start, end);
    }
    assert_string_equal(seen, expected);
}

#define EVENT(lines) "BEGIN:VEVENT\r\n" lines "END:VEVENT\r\n"

static void times_and_zones(void **state)
{
    (void)state;
    assert_busy(EVENT("DTSTART:20260302T100000Z\r\nDTEND:20260302T113000Z\r\n"), "2026-03-02T10:00 2026-03-02T11:30");
    assert_busy(EVENT("DTSTART:20260302T100000\r\nDURATION:PT45M\r\n"), "2026-03-02T09:00 2026-03-02T09:45");
    assert_busy(
        EVENT("DTSTART;TZID=America/New_York:20260302T100000\r\nDTEND;TZID=America/New_York:20260302T110000\r\n"),
        "2026-03-02T15:00 2026-03-02T16:00");
    assert_busy(EVENT("DTSTART;TZID=\"/mozilla.org/20070129_1/Asia/Tokyo\":20260302T100000\r\nDURATION:PT1H\r\n"),
                "2026-03-02T01:00 2026-03-02T02:00");
    assert_busy(EVENT("DTSTART;TZID=Eastern Standard Time:20260702T100000\r\nDURATION:PT1H\r\n"),
                "2026-07-02T14:00 2026-07-02T15:00");
    assert_busy(EVENT("DTSTART;TZID=Nowhere/Special:20260302T100000\r\nDURATION:PT1H\r\n"),
                "2026-03-02T09:00 2026-03-02T10:00");
    /* The day on which clocks go forward has 23 hours. */
    assert_busy(EVENT("DTSTART;VALUE=DATE:20260329\r\nDTEND;VALUE=DATE:20260330\r\n"),
                "2026-03-28T23:00 2026-03-29T22:00");
    assert_busy(EVENT("DTSTART;VALUE=DATE:20260214\r\n"), "2026-02-13T23:00 2026-02-14T23:00");
    assert_busy(EVENT("DTSTART:20260302T10\r\n 0000Z\r\nDTEND:202603\r\n\t02T110000Z\r\n"),
                "2026-03-02T10:00 2026-03-02T11:00");
}

static void what_is_busy(void **state)
{
    (void)state;
    assert_busy(EVENT("DTSTART:20260302T100000Z\r\nDTEND:20260302T110000Z\r\nTRANSP:TRANSPARENT\r\n"), "");
    assert_busy(EVENT("DTSTART:20260302T100000Z\r\nDTEND:20260302T110000Z\r\nSTATUS:CANCELLED\r\n"), "");
    assert_busy(EVENT("DTSTART:20260302T100000Z\r\nDTEND:20260302T110000Z\r\nX-MICROSOFT-CDO-BUSYSTATUS:FREE\r\n"), "");
    assert_busy(EVENT("DTSTART:20260302T100000Z\r\n"), "");
    assert_busy(EVENT("DTSTART:20260302T100000Z\r\nDTEND:20260302T090000Z\r\n"), "");
    assert_busy(EVENT("DTEND:20260302T090000Z\r\n"), "");
    assert_busy("BEGIN:VTODO\r\nDTSTART:20260302T100000Z\r\nDUE:20260302T110000Z\r\nEND:VTODO\r\n", "");
    assert_busy(EVENT("DTSTART:20260302T100000Z\r\nDURATION:PT1H\r\nBEGIN:VALARM\r\nDURATION:PT9H\r\nEND:VALARM\r\n"),
                "2026-03-02T10:00 2026-03-02T11:00");
    assert_busy(EVENT("DTSTART:20260302T100000Z\r\nDURATION:PT1H\r\n")
                    EVENT("DTSTART:20260302T103000Z\r\nDURATION:PT1H\r\n")
                        EVENT("DTSTART:20260302T130000Z\r\nDURATION:PT1H\r\n"),
                "2026-03-02T10:00 2026-03-02T11:30;2026-03-02T13:00 2026-03-02T14:00");
    assert_busy(EVENT("DTSTART:20251231T230000Z\r\nDURATION:PT2H\r\n"), "2026-01-01T00:00 2026-01-01T01:00");
}

static void what_comes_again(void **state)
{
    (void)state;
    /* 9:00 in Paris is another instant after the clocks changed. */
    assert_busy(
        EVENT("DTSTART;TZID=Europe/Paris:20260316T090000\r\nDURATION:PT1H\r\nRRULE:FREQ=WEEKLY;COUNT=3\r\n"),
        "2026-03-16T08:00 2026-03-16T09:00;2026-03-23T08:00 2026-03-23T09:00;2026-03-30T07:00 2026-03-30T08:00");
    assert_busy(
        EVENT("DTSTART;TZID=Europe/Paris:20260302T090000\r\nDURATION:PT1H\r\nRRULE:FREQ=DAILY;COUNT=3\r\n"
              "EXDATE;TZID=Europe/Paris:20260303T090000\r\nRDATE;TZID=Europe/Paris:20260310T090000\r\n"),
        "2026-03-02T08:00 2026-03-02T09:00;2026-03-04T08:00 2026-03-04T09:00;2026-03-10T08:00 2026-03-10T09:00");
    assert_busy(
        EVENT("UID:a\r\nDTSTART:20260302T090000Z\r\nDURATION:PT1H\r\nRRULE:FREQ=DAILY;UNTIL=20260303T235959Z\r\n")
            EVENT("UID:a\r\nRECURRENCE-ID:20260303T090000Z\r\nDTSTART:20260303T150000Z\r\nDURATION:PT30M\r\n"),
        "2026-03-02T09:00 2026-03-02T10:00;2026-03-03T15:00 2026-03-03T15:30");
    /* One that was called off, one that began long ago, and a rule that is not taken: once, on its start. */
    assert_busy(EVENT("UID:a\r\nDTSTART:20260302T090000Z\r\nDURATION:PT1H\r\nRRULE:FREQ=DAILY;COUNT=2\r\n") EVENT(
                    "UID:a\r\nRECURRENCE-ID:20260303T090000Z\r\nDTSTART:20260303T090000Z\r\nSTATUS:CANCELLED\r\n"),
                "2026-03-02T09:00 2026-03-02T10:00");
    assert_busy(
        EVENT("DTSTART:20000103T090000Z\r\nDURATION:PT1H\r\nRRULE:FREQ=WEEKLY;INTERVAL=2;UNTIL=20260131T000000Z\r\n"),
        "2026-01-12T09:00 2026-01-12T10:00;2026-01-26T09:00 2026-01-26T10:00");
    assert_busy(EVENT("DTSTART:20101224T090000Z\r\nDURATION:PT1H\r\nRRULE:FREQ=YEARLY\r\n"),
                "2026-12-24T09:00 2026-12-24T10:00");
    assert_busy(EVENT("DTSTART:20260302T090000Z\r\nDURATION:PT1M\r\nRRULE:FREQ=SECONDLY\r\n"),
                "2026-03-02T09:00 2026-03-02T09:01");
}

static void limits(void **state)
{
    (void)state;
    struct ics_span *spans;
    size_t n;
    int64_t from = at("2026-01-01T00:00:00Z"), until = at("2027-01-01T00:00:00Z");
    assert_int_equal(ics_busy(&arena, STR("<html>Sign in</html>"), "UTC", from, until, &spans, &n), ERR_INVALID);
    assert_int_equal(ics_busy(&arena, STR(""), "UTC", from, until, &spans, &n), ERR_INVALID);
    struct buf many;
    buf_init(&many, 64 * 1024 * 1024);
    buf_text(&many, "BEGIN:VCALENDAR\r\n");
    for (int i = 0; i <= ICS_EVENTS_MOST; i++)
        buf_text(&many, EVENT("DTSTART:20260302T100000Z\r\n"));
    assert_int_equal(ics_busy(&arena, buf_view(&many), "UTC", from, until, &spans, &n), ERR_TOO_LARGE);
    many.n = 17;
    for (int i = 0; i < 100; i++)
        buf_text(&many, EVENT("DTSTART:19000101T100000Z\r\nDURATION:PT1H\r\nRRULE:FREQ=DAILY;COUNT=99999\r\n"));
    assert_int_equal(ics_busy(&arena, buf_view(&many), "UTC", from, until, &spans, &n), ERR_TOO_LARGE);
    many.n = 17;
    for (int i = 0; i < ICS_EVENTS_MOST; i++) /* each costs libical a search of centuries */
        buf_text(&many,
                 EVENT("DTSTART:20260101T100000Z\r\nDURATION:PT1H\r\nRRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30\r\n"));
    int64_t began = clock_monotonic_us();
    assert_int_equal(ics_busy(&arena, buf_view(&many), "UTC", from, until, &spans, &n), ERR_TOO_LARGE);
    assert_true(clock_monotonic_us() - began < 20 * US_PER_S);
    many.n = 17;
    for (int i = 0; i < ICS_EVENTS_MOST / 2; i++) /* of one uid: each is looked for among all that were changed */
        buf_text(&many,
                 EVENT("UID:a\r\nDTSTART;TZID=Europe/Paris:20260102T100000\r\nDURATION:PT1H\r\n")
                     EVENT("UID:a\r\nRECURRENCE-ID;TZID=Europe/Paris:20260101T100000\r\nDTSTART:20260103T100000Z\r\n"));
    began = clock_monotonic_us();
    assert_int_equal(ics_busy(&arena, buf_view(&many), "UTC", from, until, &spans, &n), ERR_TOO_LARGE);
    assert_true(clock_monotonic_us() - began < 5 * US_PER_S);
    buf_release(&many);
    /* a zone is looked for behind a few parts only: a file may have tens of thousands of such names */
    assert_busy(EVENT("DTSTART;TZID=/a/b/c/America/New_York:20260302T100000\r\nDURATION:PT1H\r\n"),
                "2026-03-02T15:00 2026-03-02T16:00");
    assert_busy(EVENT("DTSTART;TZID=/a/b/c/d/e/f/g/America/New_York:20260302T100000\r\nDURATION:PT1H\r\n"),
                "2026-03-02T09:00 2026-03-02T10:00");
}

static bool is_public(const char *text)
{
    struct sockaddr_in6 six = {.sin6_family = AF_INET6};
    struct sockaddr_in four = {.sin_family = AF_INET};
    if (inet_pton(AF_INET, text, &four.sin_addr) == 1)
        return fetch_public((const struct sockaddr *)&four);
    assert_int_equal(inet_pton(AF_INET6, text, &six.sin6_addr), 1);
    return fetch_public((const struct sockaddr *)&six);
}

static void addresses(void **state)
{
    (void)state;
    static const char *const closed[] = {"127.0.0.1",
                                         "10.1.2.3",
                                         "172.16.0.1",
                                         "172.31.255.255",
                                         "192.168.1.1",
                                         "169.254.169.254",
                                         "100.64.0.1",
                                         "0.0.0.0",
                                         "224.0.0.1",
                                         "255.255.255.255",
                                         "192.0.2.1",
                                         "198.18.0.1",
                                         "::",
                                         "::1",
                                         "::ffff:127.0.0.1",
                                         "::ffff:10.0.0.1",
                                         "::127.0.0.1",
                                         "64:ff9b::7f00:1",
                                         "64:ff9b::a9fe:a9fe",
                                         "2002:7f00:1::",
                                         "2002:c0a8:101::1",
                                         "fe80::1",
                                         "fc00::1",
                                         "fd12:3456::1",
                                         "ff02::1",
                                         "2001:db8::1",
                                         "2001::1",
                                         "100::1",
                                         "64:ff9b:1::1"};
    static const char *const open[] = {"1.1.1.1",        "8.8.8.8",          "172.32.0.1",      "172.15.0.1",
                                       "192.167.0.1",    "100.128.0.1",      "2606:4700::1111", "2a00:1450::1",
                                       "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1"};
    for (size_t i = 0; i < sizeof closed / sizeof *closed; i++)
        if (is_public(closed[i]))
            fail_msg("%s passes for public", closed[i]);
    for (size_t i = 0; i < sizeof open / sizeof *open; i++)
        if (!is_public(open[i]))
            fail_msg("%s is public", open[i]);
}

static void urls(void **state)
{
    (void)state;
    char url[300], host[100];
    assert_true(fetch_url("webcal://cal.example/a.ics?token=1#x", url, sizeof url, host, sizeof host));
    assert_string_equal(url, "https://cal.example/a.ics?token=1");
    assert_string_equal(host, "cal.example");
    assert_true(fetch_url("http://cal.example:8080/", url, sizeof url, host, sizeof host));
    static const char *const wrong[] = {"file:///etc/passwd", "gopher://x/", "https://user:pw@x/",  "",
                                        "ftp://x/",           "https://",    "javascript:alert(1)", "//x/"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        if (fetch_url(wrong[i], url, sizeof url, host, sizeof host))
            fail_msg("%s is taken", wrong[i]);
}

/* ---- a server that answers by the path ---- */

static int port;
static atomic_int reached; /* connections to 127.0.0.2 */

static void answer(int fd, const char *path)
{
    char reply[600];
    if (strncmp(path, "/away", 5) == 0)
        snprintf(reply, sizeof reply,
                 "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.2:%d/good\r\nContent-Length: 0\r\n"
                 "Connection: close\r\n\r\n",
                 port);
    else if (strncmp(path, "/name", 5) == 0) /* a name is no way around: what it stands for counts */
        snprintf(reply, sizeof reply,
                 "HTTP/1.1 302 Found\r\nLocation: http://localhost:%d/good\r\nContent-Length: 0\r\n"
                 "Connection: close\r\n\r\n",
                 port);
    else if (strncmp(path, "/file", 5) == 0)
        snprintf(reply, sizeof reply,
                 "HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\nContent-Length: 0\r\n"
                 "Connection: close\r\n\r\n");
    else if (strncmp(path, "/round", 6) == 0)
        snprintf(reply, sizeof reply,
                 "HTTP/1.1 302 Found\r\nLocation: /round\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    else if (strncmp(path, "/large", 6) == 0)
        snprintf(reply, sizeof reply, "HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\nConnection: close\r\n\r\nBEGIN");
    else if (strncmp(path, "/good", 5) == 0)
        snprintf(reply, sizeof reply, "HTTP/1.1 200 OK\r\nContent-Length: 4\r\nConnection: close\r\n\r\ngood");
    else
        snprintf(reply, sizeof reply, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    ssize_t written = write(fd, reply, strlen(reply));
    (void)written;
}

static void *serve(void *arg)
{
    int listener = *(int *)arg;
    for (;;) {
        struct sockaddr_in local;
        socklen_t n = sizeof local;
        char request[2000];
        int fd = accept(listener, NULL, NULL);
        if (fd < 0)
            return NULL;
        if (getsockname(fd, (struct sockaddr *)&local, &n) == 0 && ntohl(local.sin_addr.s_addr) == 0x7f000002)
            atomic_fetch_add(&reached, 1);
        ssize_t got = read(fd, request, sizeof request - 1);
        if (got > 4) {
            request[got] = 0;
            answer(fd, request + 4);
        }
        close(fd);
    }
}

/* Stands for "public" in the test: nobody has a public address here. */
static bool only_first(const struct sockaddr *a)
{
    return a->sa_family == AF_INET &&
           ntohl(((const struct sockaddr_in *)(const void *)a)->sin_addr.s_addr) == 0x7f000001;
}
static bool nobody_local(const struct sockaddr *a)
{
    return fetch_public(a);
}

static enum fetch_problem get(const char *host, const char *path, bool (*allowed)(const struct sockaddr *),
                              struct buf *out)
{
    out->n = 0;
    out->full = false;
    return fetch(arena_format(&arena, "http://%s:%d%s", host, port, path).at, allowed, out);
}

static void redirects_are_looked_at(void **state)
{
    (void)state;
    struct sockaddr_in any = {.sin_family = AF_INET};
    socklen_t n = sizeof any;
    pthread_t thread;
    struct buf out;
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(bind(listener, (struct sockaddr *)&any, sizeof any), 0);
    assert_int_equal(listen(listener, 20), 0);
    assert_int_equal(getsockname(listener, (struct sockaddr *)&any, &n), 0);
    port = ntohs(any.sin_port);
    assert_int_equal(pthread_create(&thread, NULL, serve, &listener), 0);
    buf_init(&out, FETCH_BYTES_MOST);
    assert_int_equal(get("127.0.0.1", "/good", only_first, &out), FETCH_GOOD);
    assert_memory_equal(out.at, "good", 4);
    assert_int_equal(get("127.0.0.1", "/away", only_first, &out), FETCH_PRIVATE);
    assert_int_equal(atomic_load(&reached), 0); /* not even a connection */
    assert_int_equal(get("127.0.0.1", "/away", fetch_anywhere, &out), FETCH_GOOD);
    assert_int_equal(atomic_load(&reached), 1);
    assert_int_equal(get("127.0.0.1", "/good", fetch_public, &out), FETCH_PRIVATE);
    assert_int_equal(get("localhost", "/good", nobody_local, &out), FETCH_PRIVATE);
    assert_int_equal(get("0x7f.1", "/good", fetch_public, &out), FETCH_PRIVATE);
    assert_int_equal(get("127.0.0.1", "/name", only_first, &out), FETCH_GOOD);
    assert_int_not_equal(get("127.0.0.1", "/file", fetch_anywhere, &out), FETCH_GOOD);
    assert_int_equal(out.n, 0);
    assert_int_equal(get("127.0.0.1", "/round", fetch_anywhere, &out), FETCH_REFUSED);
    assert_int_equal(get("127.0.0.1", "/large", fetch_anywhere, &out), FETCH_TOO_LARGE);
    assert_int_equal(get("127.0.0.1", "/nothing", fetch_anywhere, &out), FETCH_REFUSED);
    buf_release(&out);
    shutdown(listener, SHUT_RDWR);
    pthread_join(thread, NULL);
    close(listener);
    assert_int_equal(get("127.0.0.1", "/good", fetch_anywhere, &out), FETCH_UNREACHABLE);
}

static int set_up(void **state)
{
    (void)state;
    arena_init(&arena);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(times_and_zones),
        cmocka_unit_test(what_is_busy),
        cmocka_unit_test(what_comes_again),
        cmocka_unit_test(limits),
        cmocka_unit_test(addresses),
        cmocka_unit_test(urls),
        cmocka_unit_test(redirects_are_looked_at),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
