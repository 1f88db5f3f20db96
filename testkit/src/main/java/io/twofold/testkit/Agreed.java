package io.twofold.testkit;

/** What the nodes of a cache must agree on. */
record Agreed(int shards, boolean writesBehind) {}
