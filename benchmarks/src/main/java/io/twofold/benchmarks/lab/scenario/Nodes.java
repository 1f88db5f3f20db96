package io.twofold.benchmarks.lab.scenario;

import io.twofold.benchmarks.lab.Clock;
import io.twofold.benchmarks.lab.JvmProcess;
import io.twofold.testkit.EmbeddedRedis;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** A server, some processes that use it, and what they did. */
final class Nodes implements AutoCloseable {
    private static final long PATIENCE = TimeUnit.SECONDS.toMillis(60);

    private final EmbeddedRedis server = EmbeddedRedis.start();
    private final List<JvmProcess> processes = new CopyOnWriteArrayList<>();
    private final Thread hook = new Thread(this::kill);
    private final AtomicBoolean killNextLoader = new AtomicBoolean();
    private final List<String> opened = new ArrayList<>();
    private final List<Load> loads = new ArrayList<>();
    private final List<Long> bulkCalls = new ArrayList<>();
    private final List<Slow> slow = new ArrayList<>();
    private final List<Tally> tallies = new ArrayList<>();
    private volatile String onKill = "";

    /** A load that has ended. */
    record Load(int key, long began, long ended, boolean failed) {}

    /** A read that took longer than most. */
    record Slow(long began, long nanos) {}

    /** What a node's reads came to in about a tenth of a second. */
    record Tally(long at, long reads, long waited, long errors) {}

    Nodes(int count) {
        Runtime.getRuntime().addShutdownHook(hook);
        for (int i = 0; i < count; i++) {
            processes.add(launch(i));
        }
    }

    EmbeddedRedis server() {
        return server;
    }

    int count() {
        return processes.size();
    }

    private JvmProcess launch(int number) {
        JvmProcess process =
                new JvmProcess(ScenarioNode.class, JvmProcess.SMALL, "node-" + number, line -> isNews(number, line));
        process.send(server.uri());
        return process;
    }

    private boolean isNews(int number, String line) {
        String[] words = line.split("\t", -1);
        switch (words[0]) {
            case "load" -> {
                if (killNextLoader.compareAndSet(true, false)) {
                    processes.get(number).close();
                    replace(number);
                }
            }
            case "loaded", "failed" -> {
                Load load = new Load(
                        Integer.parseInt(words[2]), Long.parseLong(words[1]), Clock.now(), words[0].equals("failed"));
                synchronized (this) {
                    loads.add(load);
                }
            }
            case "bulk" -> {
                synchronized (this) {
                    bulkCalls.add(Long.parseLong(words[1]));
                }
            }
            case "slow" -> {
                synchronized (this) {
                    slow.add(new Slow(Long.parseLong(words[1]), Long.parseLong(words[2])));
                }
            }
            case "tally" -> add(words);
            default -> {
                return false;
            }
        }
        return true;
    }

    private synchronized void add(String[] tally) {
        tallies.add(new Tally(
                Long.parseLong(tally[1]),
                Long.parseLong(tally[2]),
                Long.parseLong(tally[3]),
                Long.parseLong(tally[4])));
    }

    /** Opens the same cache on every node; they use it from then on. */
    void open(String spec, long loadMillis) throws InterruptedException {
        String command = "open\t" + spec + "\t" + loadMillis;
        opened.add(command);
        everyone(command);
        awaitEveryone("opened");
    }

    void everyone(String command) {
        processes.forEach(process -> process.send(command));
    }

    void tell(int number, String command) {
        processes.get(number).send(command);
    }

    /** Tells a node something, and waits for its answer. */
    String ask(int number, String command, String answer) throws InterruptedException {
        tell(number, command);
        return answer(number, answer);
    }

    /** The answers of all, in their order. */
    List<String> awaitEveryone(String answer) throws InterruptedException {
        List<String> answers = new ArrayList<>();
        for (int i = 0; i < processes.size(); i++) {
            answers.add(answer(i, answer));
        }
        return answers;
    }

    private String answer(int number, String answer) throws InterruptedException {
        String line = processes.get(number).await(answer, PATIENCE);
        if (line == null) {
            throw new IllegalStateException("node " + number + " doesn't answer with: " + answer);
        }
        return line;
    }

    /**
     * Kills the node that begins the next load, in the middle of it, and starts another in its place.
     *
     * @param begin what the new one is told
     */
    void killNextLoader(String begin) {
        onKill = begin;
        killNextLoader.set(true);
    }

    private void replace(int number) {
        JvmProcess process = launch(number);
        opened.forEach(process::send);
        process.send(onKill);
        processes.set(number, process);
    }

    synchronized List<Load> loads() {
        return List.copyOf(loads);
    }

    /** When the bulk loader was called. */
    synchronized List<Long> bulkCalls() {
        return List.copyOf(bulkCalls);
    }

    synchronized List<Slow> slow() {
        return List.copyOf(slow);
    }

    synchronized List<Tally> tallies() {
        return List.copyOf(tallies);
    }

    private void kill() {
        processes.forEach(JvmProcess::close);
    }

    @Override
    public void close() {
        kill();
        server.close();
        Runtime.getRuntime().removeShutdownHook(hook);
    }
}
