import { App } from "cdktf";
import { ContainerImage, MnqSource, ScalewayStack, ServerlessContainer } from "cdktf-scaleway-containers";

const app = new App();
const stack = new ScalewayStack(app, "mailer", { region: "nl-ams" });
const mailer = new ServerlessContainer(stack, "mailer", {
  image: ContainerImage.fromRegistry("rg.nl-ams.scw.cloud/shop/mailer:v2"),
  privacy: "private",
});

// #region account
for (const event of ["created", "cancelled"]) {
  mailer.addTrigger(`order-${event}`, {
    // Triggers with the same name of an account share it. Each trigger has its own credentials.
    source: MnqSource.natsAccount({ name: "shop-events", subject: `orders.${event}` }),
    path: `/orders/${event}`,
  });
}
// #endregion

app.synth();
