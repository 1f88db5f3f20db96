package io.twofold.examples.fleet;

import io.twofold.redis.RedisTier;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the command line asks for.
 *
 * @param seconds how long the cache is under load
 * @param redis the server to use, or null to start one
 * @param picture where the picture goes
 */
record Options(int nodes, int seconds, @Nullable String redis, Path picture, boolean help) {
    static final String HELP = """
            Runs a fleet of processes in front of one database, sharing one Redis through Twofold; judges every read.

              java -jar fleet.jar [options]

              --nodes N        how many processes, 3 to 16; 4 unless given
              --seconds S      how long the cache is under load, 3 to 600; 35 unless given
              --short          a short run: 7 seconds, unless --seconds says otherwise
              --redis URI      a Redis to use, redis://[user:password@]host[:port][/database]; one is started unless given
              --picture FILE   where the picture (SVG) goes; fleet.svg unless given
              --help           this text

            Exit status: 0 if all went well and nothing stale was found once all was quiet, 1 if not, 2 for bad usage.
            """;

    private static final int NORMAL_SECONDS = 35;
    private static final int SHORT_SECONDS = 7;

    /** How long the same load goes straight to the database, for comparison. */
    int uncachedSeconds() {
        return Math.max(2, Math.min(10, seconds / 3));
    }

    /** How long the JVMs get to compile what the load needs, before anything is measured. */
    int warmUpSeconds() {
        return Math.max(3, Math.min(6, seconds / 5));
    }

    static Options parse(String... args) throws UsageException {
        Parser parser = new Parser(List.of(args).iterator());
        while (parser.args.hasNext()) {
            parser.next();
        }
        int fallback = parser.shortRun ? SHORT_SECONDS : NORMAL_SECONDS;
        int seconds = parser.seconds == 0 ? fallback : parser.seconds;
        return new Options(parser.nodes, seconds, parser.redis, parser.picture, parser.help);
    }

    private static final class Parser {
        private final Iterator<String> args;
        private int nodes = 4;
        private int seconds;
        private boolean shortRun;
        private boolean help;
        private @Nullable String redis;
        private Path picture = Path.of("fleet.svg");

        Parser(Iterator<String> args) {
            this.args = args;
        }

        void next() throws UsageException {
            String option = args.next();
            switch (option) {
                case "--help", "-h" -> help = true;
                case "--short" -> shortRun = true;
                case "--nodes" -> nodes = number(option, 3, 16);
                case "--seconds" -> seconds = number(option, 3, 600);
                case "--redis" -> redis = redis(value(option));
                case "--picture" -> picture = picture(value(option));
                default -> throw new UsageException("unknown option '" + option + "'");
            }
        }

        private String value(String option) throws UsageException {
            String value = args.hasNext() ? args.next() : "";
            if (value.isEmpty() || value.startsWith("--")) {
                throw new UsageException(option + " needs a value");
            }
            return value;
        }

        private int number(String option, int min, int max) throws UsageException {
            String text = value(option);
            String allowed = option + " " + text + " is not allowed: use a number from " + min + " to " + max;
            try {
                int number = Integer.parseInt(text);
                if (number < min || number > max) {
                    throw new UsageException(allowed);
                }
                return number;
            } catch (NumberFormatException e) {
                throw new UsageException(allowed);
            }
        }

        private static String redis(String uri) throws UsageException {
            try {
                RedisTier.recommendedConfig(uri);
                return uri;
            } catch (IllegalArgumentException e) {
                throw new UsageException("--redis is not allowed like that: " + e.getMessage());
            }
        }

        private static Path picture(String text) throws UsageException {
            try {
                Path path = Path.of(text);
                Path folder = path.toAbsolutePath().getParent();
                if (Files.isDirectory(path) || folder == null || !Files.isDirectory(folder)) {
                    throw new UsageException(
                            "--picture " + text + " is not allowed: use a file in a folder that exists");
                }
                return path;
            } catch (InvalidPathException e) {
                throw new UsageException("--picture " + text + " is not allowed: " + e.getReason());
            }
        }
    }
}
