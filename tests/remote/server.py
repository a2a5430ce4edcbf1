#!/usr/bin/env python3
"""A web server for tests, which fails as it is told.

server.py ROOT LOG RULES: serves the files below ROOT on a port of its own choice, which is its first line of output. RULES is a JSON
list of {"path": regular expression, "fault": name, "times": how often (default: always), ...}; the first rule that matches and
is not used up decides. LOG gets one line for each request: STATUS PATH RANGE AUTHORIZATION, "-" for none.
"""
import http.server
import json
import os
import re
import sys
import threading
import time

ROOT, LOG, RULES = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
LOCK = threading.Lock()


def fault_of(path):
    with LOCK:
        for rule in RULES:
            if re.search(rule["path"], path) and rule.get("times", 1) > 0:
                if "times" in rule:
                    rule["times"] -= 1
                return rule
    return {}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *unused):
        pass

    def note(self, status):
        with LOCK, open(LOG, "a", encoding="utf-8") as log:
            log.write(f"{status} {self.path} {self.headers.get('Range', '-')} {self.headers.get('Authorization', '-')}\n")

    def refuse(self, status, **headers):
        self.note(status)
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        body = b"a page that goes with a failure, and is no file\n"
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        rule = fault_of(self.path)
        fault = rule.get("fault", "")
        if fault == "status":
            return self.refuse(rule["status"], **rule.get("headers", {}))
        if fault == "redirect":
            return self.refuse(302, Location=re.search(rule["path"], self.path).expand(rule["to"]))
        if fault == "auth" and self.headers.get("Authorization") != rule["wants"]:
            return self.refuse(401, WWW_Authenticate='Basic realm="test"')
        path = os.path.join(ROOT, self.path.lstrip("/").replace("%2B", "+"))
        if not os.path.isfile(path):
            return self.refuse(404)
        with open(path, "rb") as file:
            whole = file.read()
        return self.serve(whole, rule, fault)

    def serve(self, whole, rule, fault):
        etag = f'"{len(whole)}-{hash(whole) & 0xFFFFFFFF}"'
        if self.headers.get("If-None-Match") == etag:
            self.note(304)
            self.send_response(304)
            self.end_headers()
            return
        body, status, headers = whole, 200, {}
        if fault == "flip":
            body = body[:-20] + bytes([body[-20] ^ 1]) + body[-19:]
        if fault == "longer":
            body += b"more"
        wanted = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
        if wanted and fault != "no-ranges":
            begin = int(wanted[1]) + (7 if fault == "wrong-range" else 0)
            status, headers = 206, {"Content-Range": f"bytes {begin}-{len(body) - 1}/{len(body)}"}
            body = body[begin:]
        self.note(status)
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("ETag", etag)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if fault in ("cut", "stall"):
            self.wfile.write(body[: rule.get("after", len(body) // 2)])
            self.wfile.flush()
            self.close_connection = True
            if fault == "stall":
                time.sleep(600)
            return
        self.wfile.write(body)


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        pass  # a client that has gone is no failure


if __name__ == "__main__":
    os.environ["PYTHONHASHSEED"] = "0"
    server = Server(("127.0.0.1", 0), Handler)
    print(server.server_port, flush=True)
    server.serve_forever()
