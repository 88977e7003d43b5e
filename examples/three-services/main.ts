// The services that `npm run synth` synthesizes: each is a class of its own in stacks/.
import "../../stacks/main";
