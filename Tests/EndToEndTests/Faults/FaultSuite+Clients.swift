import Foundation
import Glibc
import TestKit
import Testing

/// Clients that take a place and give nothing.
extension FaultSuite {
  private func port(of scene: FaultScene) throws -> UInt16 {
    try #require(scene.service.address.split(separator: ":").last.flatMap { UInt16($0) })
  }

  @Test("10,000 connections that say nothing, from one address or many, keep nobody out")
  func idleConnections() async throws {
    let scene = try await FaultScene.start("idle-connections")
    let crowd = try await FaultCrowd.build()
    let before = try FaultResources(scene.service.pid)
    for addresses in [1, 250] {
      try await scene.underLoad {
        let idle = try await crowd.gather(port: port(of: scene), addresses: addresses)
        // One address has 1,024 places, all together 4,000 (`max_connections`).
        let places = addresses == 1 ? 1_000 : 3_900
        try await eventually("every place is taken", within: .seconds(60)) {
          ((try? FaultResources(scene.service.pid).descriptors) ?? 0) > places
        }
        scene.journal.forgetSlowest()
        try await scene.othersGoOn(["domain 200": FaultScale.answers])
        var slowest = Duration.zero
        for _ in 0..<FaultScale.rounds(short: 20, long: 500) {
          let start = ContinuousClock.now
          let status = try await onOwnThread {
            try FaultClient(scene.service).call("GET", "/healthz", within: .seconds(10)).status
          }
          #expect(status == 200)
          slowest = max(slowest, .now - start)
        }
        let now = try FaultResources(scene.service.pid)
        FaultReport.add(
          scene.name, "slowest new client, \(addresses) addresses", slowest, least: .seconds(10))
        FaultReport.add(
          scene.name, "memory taken, \(addresses) addresses, MiB", now.memory - before.memory)
        FaultReport.add(scene.name, "descriptors, \(addresses) addresses", Double(now.descriptors))
        // It keeps some of its own.
        #expect(now.descriptors < 4_600, "\(now)")
        for process in idle { process.terminate() }
      }
    }
    try await eventually("their descriptors are given back") {
      ((try? FaultResources(scene.service.pid).descriptors) ?? .max) < before.descriptors + 100
    }
    try await scene.close()
  }

  @Test("clients that write or read a byte now and then are cut off in time and hold nobody up")
  func slowClients() async throws {
    let scene = try await FaultScene.start("slow-clients")
    let rounds = FaultScale.rounds(short: 1, long: 10)
    var leak = FaultLeak(rounds: rounds)
    let before = try FaultResources(scene.service.pid)
    try await scene.underLoad {
      scene.journal.forgetSlowest()
      for round in 1...rounds {
        let port = try port(of: scene)
        let tls = HTTPClientTLS(authorityFile: scene.installation.authority.certificateFile)
        async let slow: Void = onOwnThread {
          let head = Array(
            "GET /api/v1/session HTTP/1.1\r\nHost: h\r\nX: aaaaaaaaaaaaaaaaaaaaaa".utf8)
          let body = Array(
            "POST /api/v1/sign-in HTTP/1.1\r\nHost: h\r\nContent-Length: 90\r\n\r\n".utf8)
          let reads = Array(
            repeating: "GET /api/v1/openapi.json HTTP/1.1\r\nHost: h\r\n\r\n", count: 40
          ).joined()
          var writers: [HTTPRawClient] = []
          var readers: [HTTPRawClient] = []
          for number in 0..<60 {
            let client = try HTTPRawClient(port: port, tls: tls)
            if number % 2 == 0 { try client.send(body) }
            writers.append(client)
            let reader = try HTTPRawClient(port: port, tls: tls, receiveBuffer: 4096)
            try reader.send(reads)
            readers.append(reader)
          }
          // The limits of a head are 10 s, of a body and of an answer 20 s.
          let end = ContinuousClock.now + .seconds(FaultScale.isLong ? 25 : 12)
          var place = 0
          while ContinuousClock.now < end {
            for (number, client) in writers.enumerated() {
              try? client.send([number % 2 == 0 ? 0x20 : head[place % head.count]])
            }
            place += 1
            usleep(300_000)
          }
          let cut = writers.enumerated().count { number, client in
            guard number % 2 == 1 || FaultScale.isLong else { return true }
            let (bytes, end) = client.rest(within: .milliseconds(50))
            return end != .nothing
              && (bytes.isEmpty || String(decoding: bytes, as: UTF8.self).contains(" 408 "))
          }
          #expect(cut == writers.count)
          for client in writers + readers { client.close() }
        }
        try await scene.othersGoOn(["domain 200": FaultScale.answers])
        try await slow
        try leak.ended(round: round, scene.service.pid)
      }
    }
    let slowest = scene.journal.slowest("check")
    FaultReport.add(scene.name, "slowest check meanwhile", slowest, least: .seconds(3))
    #expect(slowest < .seconds(3))
    try await eventually("their descriptors are given back") {
      ((try? FaultResources(scene.service.pid).descriptors) ?? .max) < before.descriptors + 60
    }
    try await leak.check(scene.name, scene.service.pid)
    try await scene.close()
  }
}

/// Thousands of connections that say nothing, held by small programs: each comes again when it is closed.
struct FaultCrowd {
  private let folder: TemporaryFolder

  static func build() async throws -> FaultCrowd {
    let folder = try TemporaryFolder()
    let source = "\(folder.path)/crowd.c"
    try Data(Self.source.utf8).write(to: URL(fileURLWithPath: source))
    let built = try await CommandProgram.run(
      "/usr/bin/cc", ["-O1", "-o", "\(folder.path)/crowd", source],
      environment: ["PATH": "/usr/bin:/bin"])
    try #require(built.code == 0, "\(built.errors)")
    return FaultCrowd(folder: folder)
  }

  /// Returns when 10,000 have been opened.
  func gather(port: UInt16, addresses: Int) async throws -> [ChildProcess] {
    // Five of them, so that a usual limit of descriptors does for each.
    let crowd = try (0..<5).map { number in
      let process = ChildProcess()
      process.executableURL = URL(fileURLWithPath: "\(folder.path)/crowd")
      process.arguments = [String(port), "2000", String(addresses), String(number)]
      process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
      process.standardInput = FileHandle.nullDevice
      try Data().write(to: URL(fileURLWithPath: "\(folder.path)/\(number)"))
      process.standardOutput = FileHandle(forWritingAtPath: "\(folder.path)/\(number)")
      try process.run()
      return process
    }
    let path = folder.path
    try await eventually("10,000 connections", within: .seconds(60)) {
      (0..<5).allSatisfy { number in
        let text = try? String(contentsOfFile: "\(path)/\(number)", encoding: .utf8)
        return text?.contains("all") == true
      }
    }
    for number in 0..<5 {
      try FileManager.default.removeItem(atPath: "\(path)/\(number)")
    }
    return crowd
  }

  private static let source = """
    #include <arpa/inet.h>
    #include <errno.h>
    #include <fcntl.h>
    #include <signal.h>
    #include <stdio.h>
    #include <stdlib.h>
    #include <string.h>
    #include <sys/epoll.h>
    #include <sys/prctl.h>
    #include <sys/resource.h>
    #include <sys/socket.h>
    #include <unistd.h>

    static int port, addresses, own, set;

    static void reach(int number) {
      int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
      if (fd < 0) return;
      struct sockaddr_in from = {.sin_family = AF_INET}, to = {.sin_family = AF_INET};
      /* 127.9.0.1 and those after it: not the address of the good clients */
      unsigned address = 0x7f090001 + (number * 5 + own) % addresses;
      from.sin_addr.s_addr = htonl(address);
      to.sin_addr.s_addr = htonl(0x7f000001);
      to.sin_port = htons(port);
      int yes = 1;
      setsockopt(fd, IPPROTO_IP, 24 /* IP_BIND_ADDRESS_NO_PORT */, &yes, sizeof yes);
      bind(fd, (struct sockaddr *)&from, sizeof from);
      if (connect(fd, (struct sockaddr *)&to, sizeof to) && errno != EINPROGRESS) {
        close(fd);
        return;
      }
      struct epoll_event event = {.events = EPOLLIN | EPOLLRDHUP, .data.u64 = (uint64_t)number << 32 | fd};
      epoll_ctl(set, EPOLL_CTL_ADD, fd, &event);
    }

    int main(int count, char **words) {
      if (count < 5) return 2;
      port = atoi(words[1]);
      int most = atoi(words[2]);
      addresses = atoi(words[3]);
      own = atoi(words[4]);
      prctl(PR_SET_PDEATHSIG, SIGKILL);
      struct rlimit limit;
      getrlimit(RLIMIT_NOFILE, &limit);
      limit.rlim_cur = limit.rlim_max;
      setrlimit(RLIMIT_NOFILE, &limit);
      set = epoll_create1(EPOLL_CLOEXEC);
      for (int number = 0; number < most; number++) {
        reach(number);
        if (number % 50 == 49) usleep(2000);
      }
      puts("all");
      fflush(stdout);
      struct epoll_event events[256];
      for (;;) {
        int ready = epoll_wait(set, events, 256, -1);
        for (int index = 0; index < ready; index++) {
          close((int)(events[index].data.u64 & 0xffffffff));
          usleep(500);
          reach((int)(events[index].data.u64 >> 32));
        }
      }
    }
    """
}
