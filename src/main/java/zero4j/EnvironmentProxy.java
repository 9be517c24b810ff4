package zero4j;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The proxy that the environment names as other programs understand it: {@code https_proxy}, {@code http_proxy}, {@code no_proxy}. */
public final class EnvironmentProxy extends ProxySelector {
    private final Map<String, String> environment;

    /** The proxies of an environment, which is read when a proxy is needed. */
    public EnvironmentProxy(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public List<Proxy> select(URI uri) {
        Optional<String> proxy = variable(uri.getScheme() + "_proxy").or(() -> variable("all_proxy"));
        if (proxy.isEmpty() || excepted(uri.getHost())) {
            return proxy.isEmpty() ? ProxySelector.getDefault().select(uri) : List.of(Proxy.NO_PROXY);
        }
        String text = proxy.get().contains("://") ? proxy.get() : "http://" + proxy.get();
        try {
            URI address = URI.create(text);
            if (address.getHost() != null && "http".equals(address.getScheme())) {
                int port = address.getPort() < 0 ? 80 : address.getPort();
                return List.of(new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(address.getHost(), port)));
            }
        } catch (IllegalArgumentException e) {
            throw new UserError(uri.getScheme() + "_proxy is no address of a proxy: expected http://HOST:PORT", e);
        }
        throw new UserError(uri.getScheme() + "_proxy is no address of a proxy: expected http://HOST:PORT");
    }

    /** Small letters count before capital ones, as in other programs. */
    private Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name))
                .or(() -> Optional.ofNullable(environment.get(name.toUpperCase(Locale.ROOT))))
                .filter(text -> !text.isBlank());
    }

    private boolean excepted(String host) {
        String lower = host.toLowerCase(Locale.ROOT);
        for (String part :
                variable("no_proxy").orElse("").toLowerCase(Locale.ROOT).split("[,\\s]+")) {
            String domain = part.replaceFirst("^\\*?\\.", "");
            if (part.equals("*") || (!domain.isEmpty() && (lower.equals(domain) || lower.endsWith("." + domain)))) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException failure) {
        // The request fails with the same.
    }
}
