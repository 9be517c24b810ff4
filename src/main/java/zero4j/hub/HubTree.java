package zero4j.hub;

import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import zero4j.UserError;

/** What a hub says about a repository: the commit of a revision, and its files. */
record HubTree(HubClient client, HubRepository repository, URI endpoint) {
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");

    /** The commit that a branch, tag or commit stands for at this moment. */
    String commit(String revision) throws InterruptedException {
        if (revision.isBlank()) {
            throw new UserError("the revision is empty: expected a branch, a tag or a commit");
        }
        URI uri = repository.revision(endpoint, revision);
        String commit = client.json(repository, uri).content().path("sha").asString("");
        if (!COMMIT.matcher(commit).matches()) {
            throw new UserError(uri + " names no commit: is HF_ENDPOINT the address of a Hugging Face hub?");
        }
        return commit;
    }

    /** All files of a commit. */
    List<HubFile> files(String commit) throws InterruptedException {
        List<HubFile> files = new ArrayList<>();
        Set<String> paths = new HashSet<>();
        Set<URI> pages = new HashSet<>();
        Optional<URI> uri = Optional.of(repository.tree(endpoint, commit));
        while (uri.isPresent()) {
            if (!pages.add(uri.get())) {
                throw new UserError(uri.get() + " leads back to itself: the hub's list of files has no end");
            }
            HubClient.Page page = client.json(repository, uri.get());
            if (!page.content().isArray()) {
                throw new UserError(
                        uri.get() + " is no list of files: is HF_ENDPOINT the address of a Hugging Face hub?");
            }
            for (JsonNode entry : page.content()) {
                if (entry.path("type").asString("").equals("file")) {
                    HubFile file = file(entry);
                    if (!paths.add(file.path())) {
                        throw new UserError("the hub lists " + HubClient.printable(file.path()) + " twice");
                    }
                    files.add(file);
                }
            }
            uri = page.next();
        }
        return files;
    }

    private static HubFile file(JsonNode entry) {
        JsonNode large = entry.path("lfs");
        HubFile.Checksum checksum = large.isObject()
                ? new HubFile.Checksum.Sha256OfContents(
                        large.path("oid").asString("").replaceFirst("^sha256:", ""))
                : new HubFile.Checksum.GitBlob(entry.path("oid").asString(""));
        long size = (large.isObject() && large.has("size") ? large : entry)
                .path("size")
                .asLong(-1);
        return new HubFile(entry.path("path").asString(""), size, checksum);
    }
}
