package io.twofold.examples.fleet;

import io.twofold.RemoteTierException;

/**
 * Starts a fleet of processes that share one cache, puts load on it, judges every read, and says how it went.
 * {@code --help} lists the options.
 */
public final class FleetDemo {
    private static final int OK = 0;
    private static final int FAILED = 1;
    private static final int BAD_USAGE = 2;

    private FleetDemo() {}

    /** Exits with 0 if no stale value was found once all was quiet and nothing else went wrong, 1 if so, 2 for bad usage. */
    public static void main(String[] args) {
        System.exit(run(args));
    }

    @SuppressWarnings("ClosingStandardOutputStreams") // the run writes to it and leaves it open
    private static int run(String... args) {
        Options options;
        try {
            options = Options.parse(args);
        } catch (UsageException e) {
            System.err.println("fleet: " + e.getMessage());
            System.err.println("fleet: --help lists the options");
            return BAD_USAGE;
        }
        if (options.help()) {
            System.out.print(Options.HELP);
            return OK;
        }
        try (FleetRun run = new FleetRun(options, Display.of(System.out), System.out)) {
            return run.run() ? OK : FAILED;
        } catch (FleetException | RemoteTierException e) {
            System.err.println("fleet: " + e.getMessage());
            return FAILED;
        }
    }
}
