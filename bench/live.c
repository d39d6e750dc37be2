/* Many open screens, one change: how long until the last has it. Opens STREAMS WebSockets, prints "open", waits for a
 * line on standard input (the caller looks at the server's memory meanwhile), then changes one task ROUNDS times and
 * prints
 * {"streams","open_ms","answer_ms","last_ms","worst_ms"}: until the one who changed it had its answer, and until the
 * last stream had the event (medians), and the worst of these. Usage: live PORT TOKEN TASK STREAMS ROUNDS */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define ROOM       16384 /* of one stream; an event is about 1 kB */
#define WAIT_MS    20000
#define ROUNDS_MAX 1000

struct stream {
    int fd, round;
    bool open; /* the handshake is behind it */
    size_t n;
    char at[ROOM];
};

struct load {
    int port, epoll, streams, waiting; /* waiting: streams that have not seen the present round */
    const char *token, *task;
    char marker[64]; /* the new title of the present round */
    int round;       /* 0: "hello" */
    struct stream *stream;
    struct stream *writer;
};

static double now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void die(const char *what)
{
    fprintf(stderr, "live: %s%s%s\n", what, errno ? ": " : "", errno ? strerror(errno) : "");
    exit(1);
}

static int dial(int port)
{
    struct sockaddr_in to = {
        .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;
    if (fd < 0 || connect(fd, (struct sockaddr *)&to, sizeof(to)) != 0)
        die("cannot connect");
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    return fd;
}

static void say(int fd, const char *text, size_t n)
{
    while (n > 0) {
        ssize_t sent = send(fd, text, n, MSG_NOSIGNAL);
        if (sent <= 0)
            die("cannot send");
        text += sent;
        n -= (size_t)sent;
    }
}

static void knock(struct load *l, struct stream *s)
{
    char head[1024];
    int n = snprintf(
        head, sizeof(head),
        "GET /api/v1/live HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nAuthorization: Bearer %s\r\n\r\n",
        l->port, l->token);
    s->fd = dial(l->port);
    say(s->fd, head, (size_t)n);
    struct epoll_event e = {.events = EPOLLIN, .data.ptr = s};
    if (epoll_ctl(l->epoll, EPOLL_CTL_ADD, s->fd, &e) != 0)
        die("epoll");
}

static void drop_front(struct stream *s, size_t n)
{
    memmove(s->at, s->at + n, s->n - n);
    s->n -= n;
}

/* One whole frame at the front: its payload; false where more has to come. Frames of a server are not masked. */
static bool frame_take(struct stream *s, const char **ret_payload, size_t *ret_n, size_t *ret_whole)
{
    const unsigned char *b = (const unsigned char *)s->at;
    size_t head = 2, n;
    if (s->n < 2)
        return false;
    n = b[1] & 127;
    if (n == 126) {
        if (s->n < 4)
            return false;
        n = (size_t)b[2] << 8 | b[3];
        head = 4;
    } else if (n == 127) {
        die("a frame is longer than expected");
    }
    if (s->n < head + n)
        return false;
    *ret_payload = s->at + head;
    *ret_n = n;
    *ret_whole = head + n;
    return true;
}

static void heard(struct load *l, struct stream *s, const char *payload, size_t n)
{
    if (s->round == l->round || !memmem(payload, n, l->marker, strlen(l->marker)))
        return;
    s->round = l->round;
    l->waiting--;
}

static void take(struct load *l, struct stream *s)
{
    ssize_t got = recv(s->fd, s->at + s->n, ROOM - s->n, 0);
    if (got <= 0)
        die("the server closed a stream");
    s->n += (size_t)got;
    if (!s->open) {
        const char *end = memmem(s->at, s->n, "\r\n\r\n", 4);
        if (!end)
            return;
        if (strncmp(s->at, "HTTP/1.1 101", 12) != 0) {
            fprintf(stderr, "%.*s\n", (int)(end - s->at), s->at);
            die("no WebSocket");
        }
        s->open = true;
        drop_front(s, (size_t)(end - s->at) + 4);
    }
    const char *payload;
    size_t n, whole;
    while (frame_take(s, &payload, &n, &whole)) {
        heard(l, s, payload, n);
        drop_front(s, whole);
    }
}

/* Reads until every stream saw the marker; answer_ms (or NULL) becomes the time when the writer had its answer. */
static void listen_all(struct load *l, double *answer_ms)
{
    struct epoll_event found[512];
    double until = now_ms() + WAIT_MS;
    while (l->waiting > 0 || (answer_ms && *answer_ms == 0)) {
        int n = epoll_wait(l->epoll, found, 512, 1000);
        for (int i = 0; i < n; i++) {
            struct stream *s = found[i].data.ptr;
            if (s != l->writer) {
                take(l, s);
                continue;
            }
            ssize_t got = recv(s->fd, s->at, ROOM, 0);
            if (got <= 0 || strncmp(s->at, "HTTP/1.1 200", 12) != 0)
                die("the change was refused");
            if (answer_ms)
                *answer_ms = now_ms();
        }
        if (now_ms() > until) {
            fprintf(stderr, "live: %d streams have not got it\n", l->waiting);
            exit(1);
        }
    }
}

static void open_streams(struct load *l)
{
    snprintf(l->marker, sizeof(l->marker), "\"hello\"");
    for (int at = 0; at < l->streams;) {
        int until =
            at + 200 < l->streams ? at + 200 : l->streams; /* no more knock at once than the server's queue holds */
        l->waiting = until - at;
        for (; at < until; at++) {
            l->stream[at].round = -1;
            knock(l, &l->stream[at]);
        }
        listen_all(l, NULL);
    }
}

static void change(struct load *l)
{
    char body[128], text[1024];
    snprintf(l->marker, sizeof(l->marker), "Seen by all, %d", l->round);
    int n = snprintf(body, sizeof(body), "{\"title\":\"%s\"}", l->marker);
    n = snprintf(text, sizeof(text),
                 "PATCH /api/v1/tasks/%s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nAuthorization: Bearer %s\r\n"
                 "Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%s",
                 l->task, l->port, l->token, n, body);
    say(l->writer->fd, text, (size_t)n);
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

int main(int argc, char **argv)
{
    if (argc != 6) {
        fputs("usage: live PORT TOKEN TASK STREAMS ROUNDS\n", stderr);
        return 2;
    }
    struct load l = {.port = atoi(argv[1]), .token = argv[2], .task = argv[3], .streams = atoi(argv[4])};
    int rounds = atoi(argv[5]);
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    l.epoll = epoll_create1(EPOLL_CLOEXEC);
    l.stream = calloc((size_t)l.streams, sizeof(*l.stream));
    l.writer = calloc(1, sizeof(*l.writer));
    if (l.epoll < 0 || !l.stream || !l.writer || rounds < 1 || rounds > ROUNDS_MAX)
        die("cannot begin");
    double began = now_ms();
    open_streams(&l);
    double open_ms = now_ms() - began;
    puts("open");
    fflush(stdout);
    if (getchar() == EOF)
        return 1;
    l.writer->fd = dial(l.port);
    struct epoll_event e = {.events = EPOLLIN, .data.ptr = l.writer};
    epoll_ctl(l.epoll, EPOLL_CTL_ADD, l.writer->fd, &e);
    static double answers[ROUNDS_MAX], lasts[ROUNDS_MAX];
    for (l.round = 1; l.round <= rounds; l.round++) {
        double answer = 0, start = now_ms();
        l.waiting = l.streams;
        change(&l);
        listen_all(&l, &answer);
        lasts[l.round - 1] = now_ms() - start;
        answers[l.round - 1] = answer - start;
        usleep(100000);
    }
    qsort(lasts, (size_t)rounds, sizeof(*lasts), by_size);
    qsort(answers, (size_t)rounds, sizeof(*answers), by_size);
    printf("{\"streams\":%d,\"open_ms\":%.0f,\"answer_ms\":%.2f,\"last_ms\":%.2f,\"worst_ms\":%.2f}\n", l.streams,
           open_ms, answers[rounds / 2], lasts[rounds / 2], lasts[rounds - 1]);
    return 0;
}
