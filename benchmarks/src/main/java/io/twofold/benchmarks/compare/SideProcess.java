package io.twofold.benchmarks.compare;

import io.twofold.benchmarks.compare.Contest.Plan;
import io.twofold.benchmarks.lab.JvmProcess;
import io.twofold.benchmarks.redis.Contestant;
import io.twofold.benchmarks.redis.Work;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The launcher's end of a {@link SideNode}: a contestant with a process of its own. An application has one cache
 * library; with others in its process it would run on code that was compiled for all of them. Whatever fails there is an
 * {@link IllegalStateException} here.
 */
final class SideProcess implements WorkSide {
    private static final long PATIENCE_MINUTES = 5;

    private final Contestant contestant;
    private final JvmProcess process;

    /**
     * Starts it.
     *
     * @param launcher what its command begins with
     */
    SideProcess(Contestant contestant, List<String> launcher, List<String> options) {
        this.contestant = contestant;
        this.process = new JvmProcess(launcher, SideNode.class, options, "side-" + contestant, SideProcess::isNoise);
    }

    /** What the JVM itself prints, such as warnings. */
    private static boolean isNoise(String line) {
        boolean isNoise = !line.startsWith("ok") && !line.startsWith("failed");
        if (isNoise) {
            System.err.println(line);
        }
        return isNoise;
    }

    @Override
    public void beginOpening(String uri, Work work, int bytes) {
        process.send(String.join("\t", "open", uri, work.name(), Integer.toString(bytes), contestant.name()));
    }

    @Override
    public void awaitOpened() {
        String[] unused = answer();
    }

    @Override
    public Turn turn(Plan plan) {
        process.send(String.join(
                "\t",
                "turn",
                plan.cost().name(),
                Integer.toString(plan.threads()),
                Long.toString(plan.turnMillis()),
                Integer.toString(plan.batch())));
        String[] words = answer();
        return new Turn(
                Double.parseDouble(words[1]),
                Double.parseDouble(words[2]),
                Long.parseLong(words[3]),
                Long.parseLong(words[4]));
    }

    @Override
    public boolean hasOwnJit() {
        return true;
    }

    @Override
    public void run(int times) {
        process.send("run\t" + times);
        String[] unused = answer();
    }

    @Override
    public void check() {
        process.send("check");
        String[] unused = answer();
    }

    private String[] answer() {
        try {
            String line = process.answer(TimeUnit.MINUTES.toMillis(PATIENCE_MINUTES));
            if (line == null) {
                throw new IllegalStateException(
                        contestant.title() + " hasn't answered for " + PATIENCE_MINUTES + " minutes");
            }
            if (!line.startsWith("ok")) {
                throw new IllegalStateException(contestant.title() + ": " + line.replace('\t', ' '));
            }
            return line.split("\t", -1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Override
    public void close() {
        process.close();
    }
}
