/**
 * What a remote tier, a codec or a test harness implements. Everything here is bytes, positions and
 * futures; nothing here knows Redis, Redisson or Caffeine.
 */
@NullMarked
package io.twofold.spi;

import org.jspecify.annotations.NullMarked;
