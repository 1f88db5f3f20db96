package io.twofold.internal;

import io.twofold.spi.RemoteKey;

/**
 * Where a key lives in each tier.
 *
 * @param local what it is found by in L1 and among the flights
 * @param remote what it is in the remote tier
 */
record Slot(Object local, RemoteKey remote) {}
