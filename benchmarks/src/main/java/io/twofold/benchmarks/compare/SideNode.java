package io.twofold.benchmarks.compare;

import io.twofold.benchmarks.compare.Contest.Cost;
import io.twofold.benchmarks.compare.Contest.Plan;
import io.twofold.benchmarks.redis.Contestant;
import io.twofold.benchmarks.redis.Work;
import io.twofold.benchmarks.redis.Workbench;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * One process of a comparison: a contestant that works when it is told to. It is told in lines, words apart by tabs, and
 * answers each with a line.
 *
 * <pre>
 *   open URI WORK BYTES CONTESTANT      "ok": closes what it had open, and holds what the work needs
 *   turn COST THREADS MILLIS BATCH      "ok NANOS BYTES ELAPSED COMPILING", the components of a {@link Turn}
 *   run TIMES                           "ok": has done the work so many times
 *   check                               "ok": did what it was meant to
 *   anything else, or what fails        "failed WHY"
 * </pre>
 */
final class SideNode {
    private static final Logger LOGGER = System.getLogger(SideNode.class.getName());

    private @Nullable Workbench bench;
    private Side.Worker worker = plan -> {
        throw new IllegalStateException("nothing is open");
    };

    private SideNode() {}

    /** Obeys the lines of its standard input; ends with it at once, whatever is under way. */
    public static void main(String[] arguments) throws IOException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        System.setOut(System.err); // whatever else is printed here is no answer
        SideNode node = new SideNode();
        ExecutorService obeying = Executors.newSingleThreadExecutor();
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String[] words = line.split("\t", -1);
                obeying.execute(() -> out.println(node.answer(words)));
            }
        } finally {
            Runtime.getRuntime().halt(0);
        }
    }

    private String answer(String[] words) {
        try {
            return ("ok\t" + obey(words)).trim();
        } catch (RuntimeException | Error e) {
            LOGGER.log(Level.ERROR, "the launcher is told what failed, and people where", e);
            return "failed\t" + e.toString().replaceAll("\\s+", " ");
        }
    }

    private String obey(String[] words) {
        switch (words[0]) {
            case "open" -> open(words);
            case "turn" -> {
                return turn(new Plan(
                        Cost.valueOf(words[1]),
                        Integer.parseInt(words[2]),
                        Long.parseLong(words[3]),
                        Integer.parseInt(words[4])));
            }
            case "run" -> {
                int unused = opened().run(0, Integer.parseInt(words[1]));
            }
            case "check" -> opened().check();
            default -> throw new IllegalArgumentException(words[0]);
        }
        return "";
    }

    private void open(String[] words) {
        if (bench != null) {
            bench.close();
        }
        Workbench opened = new Workbench(
                words[1], Work.valueOf(words[2]), Integer.parseInt(words[3]), Contestant.valueOf(words[4]));
        bench = opened;
        worker = new LoopWorker(opened::run);
    }

    private String turn(Plan plan) {
        Turn turn = worker.turn(plan);
        return turn.nanos() + "\t" + turn.bytes() + "\t" + turn.elapsed() + "\t" + turn.compiling();
    }

    private Workbench opened() {
        if (bench == null) {
            throw new IllegalStateException("nothing is open");
        }
        return bench;
    }
}
