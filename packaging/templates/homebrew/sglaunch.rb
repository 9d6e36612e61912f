class Sglaunch < Formula
  desc "Launcher whose programs trust the certificates of the system and the studio"
  homepage "@REPOSITORY@"
  version "@VERSION@"
  license any_of: ["MIT", "Apache-2.0"]

  on_macos do
    url "@RELEASE@/@MACOS@"
    sha256 "@MACOS_SHA256@"
  end

  on_linux do
    on_intel do
      url "@RELEASE@/@LINUX_X86_64@"
      sha256 "@LINUX_X86_64_SHA256@"
    end
    on_arm do
      url "@RELEASE@/@LINUX_AARCH64@"
      sha256 "@LINUX_AARCH64_SHA256@"
    end
  end

  def install
    bin.install "sglaunch"
    man1.install "share/man/man1/sglaunch.1"
    bash_completion.install "share/bash-completion/completions/sglaunch"
    zsh_completion.install "share/zsh/site-functions/_sglaunch"
    fish_completion.install "share/fish/vendor_completions.d/sglaunch.fish"
    doc.install "THIRD-PARTY.txt"
  end

  test do
    assert_match version.to_s, shell_output("#{bin}/sglaunch -V")
    assert_match "houdini", shell_output("#{bin}/sglaunch list --all")
  end
end
