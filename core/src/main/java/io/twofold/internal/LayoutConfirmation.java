package io.twofold.internal;

import io.twofold.spi.IncompatibleLayoutException;
import io.twofold.spi.RemoteTier;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Finds out, when a cache is built, whether its layout is the fleet's; a server that is away is asked again later. */
record LayoutConfirmation(String cache, Duration timeout, Warnings warnings) {
    /**
     * Asks once.
     *
     * @throws IllegalArgumentException if the fleet's layout is another; the tier is closed then
     */
    void confirm(Layout layout, RemoteTier tier) {
        try {
            boolean confirmed = layout.confirm(tier).get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            if (!confirmed) {
                tier.close();
                throw new IllegalArgumentException("cache '" + cache + "': " + Warnings.refusal(layout));
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IncompatibleLayoutException incompatible) {
                tier.close();
                throw new IllegalArgumentException("cache '" + cache + "': " + incompatible.getMessage(), incompatible);
            }
            warnings.layoutUnconfirmed(e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            warnings.layoutUnconfirmed(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            warnings.layoutUnconfirmed(e);
        }
    }
}
