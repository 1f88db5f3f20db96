/** The remote tier over Redisson: start at {@link io.twofold.redis.RedisTier}. */
@NullMarked
package io.twofold.redis;

import org.jspecify.annotations.NullMarked;
