#include "http/gzip.h"
#include <pthread.h>
#include <stdlib.h>
#include <strings.h>
#include <zlib.h>

bool encoding_accepted(struct str header, const char *name)
{
    size_t n = strlen(name);
    for (size_t at = 0; at < header.n;) {
        while (at < header.n && (header.at[at] == ' ' || header.at[at] == ','))
            at++;
        const char *comma = memchr(header.at + at, ',', header.n - at);
        size_t end = comma ? (size_t)(comma - header.at) : header.n;
        struct str item = {header.at + at, end - at};
        bool named = item.n >= n && strncasecmp(item.at, name, n) == 0 &&
                     (item.n == n || item.at[n] == ';' || item.at[n] == ' ');
        if (named)
            return !memmem(item.at, item.n, "q=0", 3) || memmem(item.at, item.n, "q=0.", 4);
        at = end;
    }
    return false;
}

/* The state is 256 KiB and costs more to make than to use: one a thread, ended with it. */
static pthread_key_t key;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void stream_end(void *stream)
{
    deflateEnd(stream);
    free(stream);
}

static void key_make(void)
{
    pthread_key_create(&key, stream_end);
}

static z_stream *stream_of_thread(void)
{
    pthread_once(&once, key_make);
    z_stream *stream = pthread_getspecific(key);
    if (stream)
        return stream;
    stream = calloc(1, sizeof(*stream));
    if (!stream || deflateInit2(stream, 1, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        abort();
    pthread_setspecific(key, stream);
    return stream;
}

bool gzip_bytes(struct str from, struct buf *out)
{
    z_stream *stream = stream_of_thread();
    if (!buf_reserve(out, from.n))
        return false;
    deflateReset(stream);
    stream->next_in = (unsigned char *)(uintptr_t)from.at;
    stream->avail_in = (unsigned)from.n;
    stream->next_out = (unsigned char *)out->at + out->n;
    stream->avail_out = (unsigned)from.n;
    if (deflate(stream, Z_FINISH) != Z_STREAM_END)
        return false;
    out->n += from.n - stream->avail_out;
    return true;
}
