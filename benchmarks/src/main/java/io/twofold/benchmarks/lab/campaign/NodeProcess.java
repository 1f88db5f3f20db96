package io.twofold.benchmarks.lab.campaign;

import io.twofold.benchmarks.lab.JvmProcess;

/** The launcher's end of a {@link CampaignNode}. */
final class NodeProcess implements AutoCloseable {
    private final JvmProcess process;

    /** Where what a node says unasked goes. */
    interface Listener {
        void report(Tally.Report report);

        void violation(String text);
    }

    NodeProcess(NodeSettings settings, Listener listener) {
        this.process = new JvmProcess(
                CampaignNode.class, JvmProcess.SMALL, "node-" + settings.slot(), line -> isUnasked(line, listener));
        send(settings.toLine());
    }

    private static boolean isUnasked(String line, Listener listener) {
        if (line.startsWith("stats ")) {
            listener.report(Tally.Report.parse(line.substring("stats ".length())));
            return true;
        } else if (line.startsWith("violation ")) {
            listener.violation(line.substring("violation ".length()));
            return true;
        }
        return false;
    }

    void send(String command) {
        process.send(command);
    }

    /** Waits for an answer that begins with a word; false if it doesn't come in time. */
    boolean await(String word, long millis) throws InterruptedException {
        return process.await(word, millis) != null;
    }

    void signal(String name) {
        process.signal(name);
    }

    /** Kills it as {@code kill -9} does. */
    @Override
    public void close() {
        process.close();
    }
}
