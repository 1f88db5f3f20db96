package io.twofold.testkit.simulation;

import io.twofold.testkit.simulation.Link.Trouble;
import java.util.ArrayList;
import java.util.List;

/** Has things go wrong, and right again. */
final class Nemesis {
    private static final long LONGEST_DEATH_MILLIS = 500;

    private final World world;
    private final Fleet fleet;
    private final Users users;
    private final Process itself = new Process("nemesis");
    private final List<Episode> episodes = new ArrayList<>();
    private boolean over;
    private long faults;

    /** Something that is wrong until it is healed. */
    private static final class Episode {
        private final Runnable heal;
        private boolean healed;

        private Episode(Runnable heal) {
            this.heal = heal;
        }

        private void end() {
            if (!healed) {
                healed = true;
                heal.run();
            }
        }
    }

    Nemesis(World world, Fleet fleet, Users users) {
        this.world = world;
        this.fleet = fleet;
        this.users = users;
    }

    long faults() {
        return faults;
    }

    /** From now on something goes wrong now and then. */
    void start() {
        if (!world.profile().faults().isEmpty()) {
            world.server().keepSnapshots();
            scheduleNext();
        }
    }

    private void scheduleNext() {
        long gap = (long) (2 * world.chance().fraction() * world.profile().faultGapNanos());
        world.loop().after(gap, itself, () -> {
            if (!over) {
                strike(world.chance().oneOf(world.profile().faults()));
                scheduleNext();
            }
        });
    }

    /** Ends everything that is wrong, and lets nothing more go wrong. */
    void end() {
        over = true;
        episodes.forEach(Episode::end);
        fleet.replaceTheDead();
    }

    private void strike(Fault fault) {
        faults++;
        Node node = world.chance().oneOf(fleet.nodes());
        if (world.trace().isOn()) {
            world.trace().add(Trace.EVERY_KEY, "--- " + fault + ", node " + node);
        }
        world.loads().disturbed(world.loop().now());
        switch (fault) {
            case COMMANDS_REFUSED -> trouble(node, Trouble.REFUSED);
            case REQUESTS_LOST -> trouble(node, Trouble.REQUESTS_LOST);
            case REPLIES_LOST -> trouble(node, Trouble.REPLIES_LOST);
            case COMMANDS_SLOW -> trouble(node, Trouble.SLOW);
            case FEED_CUT -> trouble(node, Trouble.FEED_CUT);
            case FEED_LOST -> trouble(node, Trouble.FEED_LOST);
            case FEED_SLOW -> trouble(node, Trouble.FEED_SLOW);
            case FEED_REPEATED -> trouble(node, Trouble.FEED_REPEATED);
            case FEED_SHUFFLED -> trouble(node, Trouble.FEED_SHUFFLED);
            case NODE_CUT_OFF ->
                trouble(
                        node,
                        world.chance().is(0.5) ? Trouble.REFUSED : Trouble.REQUESTS_LOST,
                        world.chance().is(0.5) ? Trouble.FEED_CUT : Trouble.FEED_LOST);
            case NODE_PAUSED -> pause(node);
            case NODE_KILLED, NODE_KILLED_AFTER_COMMIT -> kill(node, fault);
            case NODE_KILLED_IN_GUARDED_WRITE -> users.inNextWrite(writing -> kill(writing, fault));
            case SERVER_CUT_OFF -> fleet.nodes().forEach(each -> trouble(each, Trouble.REFUSED, Trouble.FEED_CUT));
            default -> strikeServer(fault);
        }
    }

    private void strikeServer(Fault fault) {
        Chance chance = world.chance();
        SimulatedServer server = world.server();
        switch (fault) {
            case SERVER_PAUSED -> pauseServer(chance.millis(20, 800));
            case SERVER_FLUSHED -> {
                server.flush();
                world.history().guardsLost();
            }
            case SERVER_RESTARTED_WITH_AN_OLD_SNAPSHOT -> {
                goBack(chance.millis(200, 3_000));
                pauseServer(chance.millis(1, 200));
                fleet.nodes().forEach(node -> briefly(node, Trouble.FEED_CUT));
            }
            case FAILOVER -> {
                goBack(chance.millis(5, 60));
                fleet.nodes().forEach(node -> briefly(node, chance.is(0.5) ? Trouble.FEED_CUT : Trouble.FEED_LOST));
            }
            case FAILOVER_IN_A_STORM -> storm();
            case CONTROL_LOST -> server.loseControl(chance.below(Times.SHARDS));
            case CONTROL_LOST_AFTER_CLEAR ->
                users.afterNextClear(() -> {
                    for (int shard = 0; shard < Times.SHARDS; shard++) {
                        server.loseControl(shard);
                    }
                });
            case LOG_TRIMMED -> server.trimLogs();
            default -> throw new IllegalStateException("nothing is known of " + fault);
        }
    }

    private void goBack(long nanos) {
        long since = world.server().goBack(nanos);
        world.history().lost(since);
        if (world.trace().isOn()) {
            world.trace().add(Trace.EVERY_KEY, "--- the server went back to what it held at " + Trace.time(since));
        }
    }

    private void pauseServer(long nanos) {
        world.loads().disturbed(world.loop().now() + nanos);
        world.server().pause(nanos);
        fleet.nodes().forEach(node -> node.process().troubledUntil(world.loop().now() + nanos));
    }

    private void pause(Node node) {
        long nanos = world.chance().millis(10, 2_000);
        world.loads().disturbed(world.loop().now() + nanos);
        node.process().pauseUntil(world.loop().now() + nanos);
        node.process().troubledUntil(world.loop().now() + nanos);
    }

    private void kill(Node node, Fault fault) {
        if (fault == Fault.NODE_KILLED_AFTER_COMMIT && !node.process().isDead()) {
            users.commitOnly(node, world.chance().below(world.history().keys()));
        }
        world.loads().disturbed(world.loop().now());
        node.process().die();
        world.loop().after(world.chance().millis(0, LONGEST_DEATH_MILLIS), itself, fleet::replaceTheDead);
    }

    /** Nobody hears of the last writes, which are then lost, and hardly anybody reaches the new server. */
    private void storm() {
        long before = world.chance().millis(10, 100);
        fleet.nodes().forEach(node -> trouble(node, before, Trouble.FEED_LOST));
        world.loop().after(before, itself, () -> {
            if (over) {
                return;
            }
            goBack(before);
            fleet.nodes().forEach(this::lull);
        });
    }

    /** Cut off, for a moment not, and cut off again. */
    private void lull(Node node) {
        long first = world.chance().millis(50, 1_000);
        long moment = world.chance().millis(1, 40);
        trouble(node, first, Trouble.REQUESTS_LOST, Trouble.FEED_LOST);
        world.loop().after(first + moment, itself, () -> {
            if (!over) {
                trouble(node, world.chance().millis(300, 900), Trouble.REFUSED, Trouble.FEED_CUT);
            }
        });
    }

    private void briefly(Node node, Trouble trouble) {
        trouble(node, world.chance().millis(0, 400), trouble);
    }

    private void trouble(Node node, Trouble... troubles) {
        long nanos = world.chance().is(0.2)
                ? world.chance().millis(500, 3_000)
                : world.chance().millis(5, 500);
        trouble(node, nanos, troubles);
    }

    private void trouble(Node node, long nanos, Trouble... troubles) {
        world.loads().disturbed(world.loop().now() + nanos);
        node.process().troubledUntil(world.loop().now() + nanos);
        for (Trouble trouble : troubles) {
            node.link().begin(trouble);
        }
        Episode episode = new Episode(() -> {
            for (Trouble trouble : troubles) {
                node.link().end(trouble);
            }
            if (world.trace().isOn()) {
                world.trace().add(Trace.EVERY_KEY, "--- healed: " + List.of(troubles) + " of " + node);
            }
        });
        episodes.add(episode);
        world.loop().after(nanos, itself, episode::end);
    }
}
