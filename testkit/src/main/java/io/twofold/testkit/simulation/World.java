package io.twofold.testkit.simulation;

/** What everything in a run shares. */
record World(
        EventLoop loop,
        Chance chance,
        String spec,
        Profile profile,
        Trace trace,
        SimulatedServer server,
        History history,
        BehindHistory behind,
        LoadWatch loads) {}
