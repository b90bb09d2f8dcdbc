#!/usr/bin/env python3
"""Takes webhooks of ekspresi and prints those whose signature is right.

Usage: EKSPRESI_SECRET=... webhook-receiver.py [PORT]
"""
import base64, hashlib, hmac, http.server, json, os, sys, time

SECRET = os.environ["EKSPRESI_SECRET"].encode()
seen = set()


class Receiver(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(min(int(self.headers["content-length"]), 65536))
        message_id, at = self.headers["webhook-id"], self.headers["webhook-timestamp"]
        signed = f"{message_id}.{at}.".encode() + body
        right = base64.b64encode(hmac.new(SECRET, signed, hashlib.sha256).digest()).decode()
        is_ours = hmac.compare_digest(self.headers["webhook-signature"], "v1," + right)
        if not is_ours or abs(time.time() - int(at)) > 300:
            return self.send_error(401)
        # A message may come twice, under the same id.
        if message_id not in seen:
            seen.add(message_id)
            print(json.dumps(json.loads(body)), flush=True)
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        pass


server = http.server.HTTPServer(("127.0.0.1", int(sys.argv[1]) if len(sys.argv) > 1 else 8321), Receiver)
print(f"listening on port {server.server_port}", file=sys.stderr, flush=True)
server.serve_forever()
