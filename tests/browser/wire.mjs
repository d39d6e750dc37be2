// A wire between a browser and the server that a test can cut: a real lost connection, for everything in the browser at once (its
// own switch for being offline leaves gaps: a page that is loading, workers).
import net from 'node:net'

const listen = (server, port) => new Promise((done, fail) => server.once('error', fail).listen(port, '127.0.0.1', done))

/** {url, cut(), mend(), end()}; url is that of the server, through the wire. */
export async function newWire(to) {
  const { hostname, port } = new URL(to)
  const sockets = new Set()
  const server = net.createServer((near) => {
    const far = net.connect(+port, hostname)
    for (const [one, other] of [[near, far], [far, near]]) {
      sockets.add(one)
      one.on('error', () => {}).on('close', () => (sockets.delete(one), other.destroy()))
      one.pipe(other)
    }
  })
  await listen(server, 0)
  const own = server.address().port
  const cut = () => new Promise((done) => {
    server.close(done)
    for (const socket of sockets) socket.destroy()
  })
  return { url: `http://127.0.0.1:${own}`, cut, mend: () => listen(server, own), end: cut }
}
