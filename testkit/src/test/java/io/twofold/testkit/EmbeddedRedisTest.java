package io.twofold.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class EmbeddedRedisTest {
    /** Starts a server, says which, and leaves it to the end of its JVM to clean up. */
    static final class Careless {
        private Careless() {}

        public static void main(String[] args) {
            long pid = EmbeddedRedis.start().pid();
            System.out.println(pid);
            System.out.println(command(pid));
        }
    }

    private static Path command(long pid) {
        return ProcessHandle.of(pid)
                .flatMap(process -> process.info().command())
                .map(Path::of)
                .orElseThrow();
    }

    @Test
    void close_endsTheServer_andLeavesNoFiles() {
        EmbeddedRedis redis = EmbeddedRedis.start();
        ProcessHandle process = ProcessHandle.of(redis.pid()).orElseThrow();
        Path folder = command(redis.pid()).getParent();
        assertThat(folder).isDirectory();
        redis.close();
        redis.close();
        assertThat(process.isAlive()).isFalse();
        assertThat(folder).doesNotExist();
    }

    @Test
    void endOfTheJvm_endsTheServer_andLeavesNoFiles() throws Exception {
        Process jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Careless.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(jvm.getInputStream(), StandardCharsets.UTF_8))) {
            long pid = Long.parseLong(lines.readLine());
            Path binary = Path.of(lines.readLine());
            assertThat(jvm.waitFor()).isZero();
            Await.until(
                    "the server is gone",
                    () -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
            assertThat(Files.exists(binary.getParent())).isFalse();
        }
    }
}
