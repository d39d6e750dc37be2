/* One WebSocket: what waits to be sent, what came in. Not thread-safe: all streams belong to the live thread. */
#pragma once
#include "base/json_out.h"
#include <wslay/wslay.h>

#define STREAM_QUEUE_BYTES                                                                                             \
    ((size_t)256 * 1024) /* a reader slower than this is closed; it resumes from its last sequence */

/* Bytes as they go over the wire, made once for all streams. */
struct frame {
    int refs;
    size_t n;
    char byte[];
};
struct frame *frame_text(struct str text);   /* refs 1 */
struct frame *frame_bytes(struct str bytes); /* refs 1 */
void frame_unref(struct frame *f);

struct stream {
    int fd;
    wslay_event_context_ptr ws;
    struct frame **queue; /* ring */
    unsigned first, n, room;
    size_t sent; /* of the first frame */
    size_t queued_bytes;
    struct buf control; /* what wslay answers: pongs, close */
    struct buf early;   /* what came in before the upgrade was answered */
    size_t early_at;
    bool broken, wants_out, closing;
    int64_t heard_us; /* monotonic: the last sign of life */
};

void stream_init(struct stream *s, int fd, struct str early);
void stream_release(struct stream *s);
/* Keeps a reference. False: the reader is too slow. */
bool stream_put(struct stream *s, struct frame *f);
void stream_read(struct stream *s);  /* sets broken at the end */
void stream_flush(struct stream *s); /* as far as the socket takes it; sets wants_out */
void stream_close(struct stream *s, uint16_t code);
