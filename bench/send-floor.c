/*
 * The floor of a fan-out without any runtime: a loop of send() over sockets. Each frame that arrives goes to all other
 * connections as a frame of a given length, and to its sender as one that ends like a reply. It answers an upgrade
 * without looking at it: only the load generator of these benchmarks connects.
 *
 *   send-floor EVENT_BYTES
 */
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { most = 65536, piece = 65536 };

struct connection {
  int open;
  /* Bytes of the unfinished frame that are in `rest`. */
  size_t held;
  unsigned char rest[1024];
};

static struct connection *connections[most];
static int sockets[most];
static int count;

/* A text frame of a server around a payload. Gives its length. */
static size_t frame(unsigned char *to, const char *payload, size_t length) {
  size_t head = 2;
  to[0] = 0x81;
  if (length > 125) {
    to[1] = 126;
    to[2] = length >> 8;
    to[3] = length & 255;
    head = 4;
  } else {
    to[1] = length;
  }
  memcpy(to + head, payload, length);
  return head + length;
}

/* A socket that takes no more would make the numbers wrong. */
static void send_all(int socket, const unsigned char *bytes, size_t length) {
  if (send(socket, bytes, length, MSG_NOSIGNAL) != (ssize_t)length) {
    fprintf(stderr, "a client reads too slowly\n");
    exit(1);
  }
}

/* Length of the masked frame at the beginning, or 0 while it isn't complete. */
static size_t complete(const unsigned char *bytes, size_t length) {
  if (length < 6) return 0;
  size_t size = bytes[1] & 127;
  size_t head = 6;
  if (size == 126) {
    if (length < 8) return 0;
    size = bytes[2] << 8 | bytes[3];
    head = 8;
  }
  return length < head + size ? 0 : head + size;
}

int main(int argc, char **argv) {
  size_t bytes = argc > 1 ? strtoul(argv[1], NULL, 10) : 0;
  if (bytes < 64 || bytes > 4096) return 2;
  char payload[4200];
  memset(payload, 'x', sizeof payload);
  memcpy(payload, "{\"cmd\":\"message_new\",", 21);
  payload[bytes - 1] = '}';
  unsigned char event[4200], reply[4200];
  size_t event_length = frame(event, payload, bytes);
  memcpy(payload + bytes - 1, ",\"listener\":\"1\"}", 16);
  size_t reply_length = frame(reply, payload, bytes + 15);

  int listener = socket(AF_INET, SOCK_STREAM, 0);
  struct sockaddr_in address = {.sin_family = AF_INET};
  socklen_t size = sizeof address;
  if (bind(listener, (struct sockaddr *)&address, size) != 0 || listen(listener, 4096) != 0) return 1;
  getsockname(listener, (struct sockaddr *)&address, &size);
  printf("floor listening on http://0.0.0.0:%d\n", ntohs(address.sin_port));
  fflush(stdout);

  int poll = epoll_create1(0);
  struct epoll_event wanted = {.events = EPOLLIN, .data.fd = listener};
  epoll_ctl(poll, EPOLL_CTL_ADD, listener, &wanted);
  static unsigned char buffer[1024 + piece];
  struct epoll_event ready[256];
  for (;;) {
    int events = epoll_wait(poll, ready, 256, -1);
    for (int index = 0; index < events; index++) {
      int from = ready[index].data.fd;
      if (from == listener) {
        int fresh = accept(listener, NULL, NULL);
        if (fresh < 0 || fresh >= most) continue;
        int on = 1;
        setsockopt(fresh, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        connections[fresh] = calloc(1, sizeof(struct connection));
        wanted.data.fd = fresh;
        epoll_ctl(poll, EPOLL_CTL_ADD, fresh, &wanted);
        continue;
      }
      struct connection *connection = connections[from];
      memcpy(buffer, connection->rest, connection->held);
      ssize_t got = recv(from, buffer + connection->held, piece, 0);
      if (got <= 0) return 0;
      if (!connection->open) {
        static const char upgraded[] = "HTTP/1.1 101 Switching Protocols\r\n\r\n";
        send_all(from, (const unsigned char *)upgraded, sizeof upgraded - 1);
        connection->open = 1;
        sockets[count++] = from;
        continue;
      }
      size_t length = connection->held + got;
      size_t at = 0;
      for (size_t whole; (whole = complete(buffer + at, length - at)) > 0; at += whole) {
        for (int other = 0; other < count; other++)
          if (sockets[other] != from) send_all(sockets[other], event, event_length);
        send_all(from, reply, reply_length);
      }
      connection->held = length - at;
      if (connection->held > sizeof connection->rest) return 1;
      memcpy(connection->rest, buffer + at, connection->held);
    }
  }
}
