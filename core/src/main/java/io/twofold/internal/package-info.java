/**
 * The engine. {@link io.twofold.internal.Assembly} puts it together and shows the whole; a read goes
 * through {@link io.twofold.internal.LocalTier}, {@link io.twofold.internal.ReadPath} and {@link
 * io.twofold.internal.RemoteGateway}; a change through {@link io.twofold.internal.WritePath}; what other
 * nodes changed comes in through {@link io.twofold.internal.Coherence}.
 */
@NullMarked
package io.twofold.internal;

import org.jspecify.annotations.NullMarked;
