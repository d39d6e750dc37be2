// UUIDv7 (RFC 9562): 48 bits of milliseconds, then random; two made in the same millisecond keep their order.
let last = 0, counter = 0;

export function newId(): string {
    const now = Date.now();
    if (now > last) (last = now), (counter = crypto.getRandomValues(new Uint16Array(1))[0] & 0x7ff);
    else if (++counter > 0xfff) (last += 1), (counter = 0);
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    for (let i = 0; i < 6; i++) bytes[i] = Math.floor(last / 2 ** (8 * (5 - i))) & 0xff;
    bytes[6] = 0x70 | (counter >> 8);
    bytes[7] = counter & 0xff;
    bytes[8] = 0x80 | (bytes[8] & 0x3f);
    const hex = Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
