package io.twofold.benchmarks.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Which processors Redis and the sides of a comparison keep to. Redis mostly has a machine of its own; here it has one
 * processor, and whoever works on it has the others. Left to itself, the kernel puts all of them now on one, now on
 * several, and what a thread then takes to wake another differs more than any two sides do.
 *
 * @param ofRedis as {@code taskset} takes them; empty if all may run anywhere
 * @param ofSides likewise
 */
record Processors(String ofRedis, String ofSides) {
    private static final Processors ANY = new Processors("", "");
    private static final Path ALLOWED = Path.of("/proc/self/status");
    private static final String LINE = "Cpus_allowed_list:";
    private static final int PATIENCE_SECONDS = 10;

    /** Those of this machine: any, where there is but one, or no {@code taskset}. */
    static final Processors HERE = here();

    private static Processors here() {
        try {
            if (!Files.isReadable(ALLOWED) || !succeeds(List.of("taskset", "--version"))) {
                return ANY;
            }
            return Files.readAllLines(ALLOWED).stream()
                    .filter(line -> line.startsWith(LINE))
                    .findFirst()
                    .map(line -> of(line.substring(LINE.length()).trim()))
                    .orElse(ANY);
        } catch (IOException e) { // no such command
            return ANY;
        }
    }

    /** Of those that this process may use, such as {@code 0-3,8}. */
    static Processors of(String allowed) {
        List<String> all = new ArrayList<>();
        for (String range : allowed.split(",", -1)) {
            String[] ends = range.split("-", -1);
            for (int i = Integer.parseInt(ends[0]); i <= Integer.parseInt(ends[ends.length - 1]); i++) {
                all.add(Integer.toString(i));
            }
        }
        return all.size() < 2 ? ANY : new Processors(all.get(0), String.join(",", all.subList(1, all.size())));
    }

    boolean areKept() {
        return !ofRedis.isEmpty();
    }

    /** What the command of a side begins with. */
    List<String> launcher() {
        return areKept() ? List.of("taskset", "-c", ofSides) : List.of();
    }

    /** Has a Redis keep to its own. */
    void keepRedis(long pid) {
        try {
            if (areKept() && !succeeds(List.of("taskset", "-a", "-c", "-p", ofRedis, Long.toString(pid)))) {
                throw new IllegalStateException("Redis can't be told to keep to processor " + ofRedis);
            }
        } catch (IOException e) {
            throw new IllegalStateException("Redis can't be told to keep to processor " + ofRedis, e);
        }
    }

    private static boolean succeeds(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            return process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
