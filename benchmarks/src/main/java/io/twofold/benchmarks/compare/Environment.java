package io.twofold.benchmarks.compare;

import io.twofold.testkit.EmbeddedRedis;
import io.twofold.testkit.RedisAdmin;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What figures were taken on. */
final class Environment {
    private double leastLoad = Double.MAX_VALUE;
    private double mostLoad = -1;

    /** Looks how busy the machine is; to be called now and then. */
    void look() {
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        leastLoad = Math.min(leastLoad, load);
        mostLoad = Math.max(mostLoad, load);
    }

    /** Each line as name and value. */
    List<String> table() {
        List<String> table = new ArrayList<>(List.of(
                "| Taken on | |",
                "|---|---|",
                "| date | " + LocalDate.now(ZoneOffset.UTC) + " |",
                "| JVM | " + System.getProperty("java.vm.name") + " " + Runtime.version() + ", at most "
                        + (Runtime.getRuntime().maxMemory() >> 20) + " MB of heap |",
                "| Redis | " + redis() + ", on this machine, nothing persisted |",
                "| libraries | " + String.join(", ", libraries()) + " |",
                "| machine | " + System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                        + System.getProperty("os.arch") + ", "
                        + Runtime.getRuntime().availableProcessors()
                        + " processors, shared with others |"));
        if (mostLoad >= 0) {
            table.add(String.format(
                    Locale.ROOT, "| load average meanwhile, this run included | %.1f to %.1f |", leastLoad, mostLoad));
        }
        return table;
    }

    private static String redis() {
        try (EmbeddedRedis server = EmbeddedRedis.start();
                RedisAdmin admin = RedisAdmin.of(server)) {
            return admin.info("server").getOrDefault("redis_version", "unknown");
        }
    }

    /** By name and version, in the order of the file, which properties would lose. */
    static List<String> libraries() {
        try (InputStream in = Environment.class.getResourceAsStream("versions.properties")) {
            if (in == null) {
                throw new IllegalStateException("versions.properties is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#") && line.contains("=") && !line.contains("${"))
                    .map(line -> line.replace('=', ' '))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
