/* Files: their bytes in the database, in chunks of 256 KiB, kept once for each content. The key is the BLAKE2b-256 of
 * the bytes. A file is there when its row in `blob` is; chunks without one are left-overs of a broken upload.
 *
 * Tables, in 0001-core.sql:
 *   blob(ws @int, hash @blob, size @int, created @int, PRIMARY KEY (ws, hash))
 *   blob_chunk(ws @int, hash @blob, n @int, bytes @blob, PRIMARY KEY (ws, hash, n))
 */
#pragma once
#include "store/op.h"
#include "store/writer.h"

#define BLOB_CHUNK ((size_t)256 * 1024)

struct blob_ref {
    uint8_t hash[32];
    int64_t size;
};

/* Bytes on their way in: collected in an unlinked temporary file and hashed, so that a slow sender holds up nobody. */
struct blob_spool;
int blob_spool_open(int64_t ceiling_bytes, struct blob_spool **ret_spool);
int blob_spool_add(struct blob_spool *s, const void *bytes, size_t n); /* ERR_TOO_LARGE past the ceiling */
/* Writes what was collected, a chunk a job, so that other writers come between. On a worker, never an event loop. */
int blob_spool_store(struct blob_spool *s, struct writer *w, struct op *op, struct blob_ref *ret_ref);
void blob_spool_close(struct blob_spool *s);

/* Small content within a write that is going on (at most a few MiB). */
int blob_put(struct op *op, struct str bytes, struct blob_ref *ret_ref);

/* ERR_NOT_FOUND if it is not there. Unscoped: who may read a file is decided by the attachment that names it. */
int blob_size(struct db *db, int64_t ws, const uint8_t hash[32], int64_t *ret_size);
/* Bytes from `offset`, at most `room` and never past one chunk; *ret_n is 0 at the end. */
int blob_read(struct db *db, int64_t ws, const uint8_t hash[32], int64_t offset, void *to, size_t room, size_t *ret_n);
/* ERR_CONFLICT if the bytes do not have the hash or the size. */
int blob_verify(struct db *db, int64_t ws, const uint8_t hash[32]);
